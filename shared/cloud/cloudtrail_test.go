package cloud

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/smithy-go"
)

// A refusal has AWS's name for it, however the service writes it; what is no refusal is no APIError.
// https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization
func TestRefusalsOfCloudTrail(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ body, code, message string }{
		"the name alone":         {`{"__type":"AccessDeniedException","message":"no"}`, "AccessDeniedException", "no"},
		"behind its namespace":   {`{"__type":"com.amazonaws.cloudtrail#AccessDeniedException","Message":"no"}`, "AccessDeniedException", "no"},
		"before its URL":         {`{"__type":"TrailNotFoundException:http://internal.amazon.com/coral/","message":"no"}`, "TrailNotFoundException", "no"},
		"a gateway between them": {`<html>Bad Gateway</html>`, "", ""},
		"without a name":         {`{"message":"no"}`, "", ""},
	}
	for law, tt := range tests {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(http.StatusBadRequest)
				_, _ = io.WriteString(w, tt.body)
			}))
			defer service.Close()
			client := cloudTrail{aws.Config{
				BaseEndpoint: aws.String(service.URL), Region: "us-east-1",
				Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
			}}
			err := client.call(t.Context(), "DescribeTrails", struct{}{}, &describedTrails{})
			var api smithy.APIError
			switch {
			case err == nil:
				t.Error("no error")
			case errors.As(err, &api) != (tt.code != ""):
				t.Errorf("got %v", err)
			case api != nil && (api.ErrorCode() != tt.code || api.ErrorMessage() != tt.message):
				t.Errorf("got %q %q, want %q %q", api.ErrorCode(), api.ErrorMessage(), tt.code, tt.message)
			}
		})
	}
}

package simulator_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"farvault/simulator"
)

// FuzzWire: whatever is sent to whichever service, the simulator answers it in the protocol it was asked in, and never
// with a failure of its own.
func FuzzWire(f *testing.F) {
	f.Add("dynamodb", "DynamoDB_20120810.PutItem", "POST /", `{"TableName":"t","Item":{"pk":{"S":"a"}}}`)
	f.Add("sns", "", "POST /", "Action=Publish&TopicArn=arn:aws:sns:eu-west-1:999988887777:t&Message=m&MessageAttributes.entry.1.Name=a")
	f.Add("backup", "", "PUT /backup-vaults/a%2Fb", `{"EncryptionKeyArn":"alias/aws/backup"}`)
	f.Fuzz(func(t *testing.T, service, target, line, body string) {
		method, path, _ := strings.Cut(line, " ")
		if strings.ContainsAny(service, ", /\r\n") || strings.ContainsFunc(method+path, func(r rune) bool { return r <= ' ' || r > '~' }) ||
			!strings.HasPrefix(path, "/") || method == "" || strings.Trim(method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			return
		}
		request := requested(method, path, body)
		if request == nil {
			return
		}
		request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=999988887777/20260302/eu-west-1/"+service+"/aws4_request, x")
		form := target == "" && strings.HasPrefix(body, "Action=")
		switch {
		case target != "":
			request.Header.Set("X-Amz-Target", target)
		case form:
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		w := simulator.New(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), "999988887777", "o-a1b2c3d4e5")
		answer := httptest.NewRecorder()
		w.Handler("http://127.0.0.1").ServeHTTP(answer, request)
		switch text := answer.Body.Bytes(); {
		case answer.Code == 500:
			t.Errorf("failed with %s", text)
		case form && !wellFormed(text):
			t.Errorf("answered with no XML: %s", text)
		case !form && len(text) > 0 && !json.Valid(text):
			t.Errorf("answered with no JSON: %s", text)
		}
	})
}

// wellFormed reports whether a text is XML to its end.
func wellFormed(text []byte) bool {
	d := xml.NewDecoder(strings.NewReader(string(text)))
	for {
		if _, err := d.Token(); err != nil {
			return errors.Is(err, io.EOF)
		}
	}
}

// requested is a request with that path, nil where it is none.
func requested(method, path, body string) *http.Request {
	target, err := url.ParseRequestURI(path)
	if err != nil {
		return nil
	}
	request := httptest.NewRequest(method, "/", strings.NewReader(body))
	request.URL, request.RequestURI = target, path
	return request
}

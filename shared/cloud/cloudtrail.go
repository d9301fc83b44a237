package cloud

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/protocol/restjson"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"

	"farvault/shared/org"
)

// cloudTrail asks AWS CloudTrail in its own protocol, AWS JSON 1.1, by the SDK's signer, credentials and HTTP client: the SDK's
// client of CloudTrail is not to be had at the version that fits the others. It asks once: only people at a terminal ask.
// https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
type cloudTrail struct{ config aws.Config }

// target is the service's name in the header that names an operation.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
const target = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101."

// most is how much of an answer is read; those that are asked for are some kilobytes.
const most = 1 << 20

// call asks for one operation and stores its answer in out. A refusal is a smithy.APIError, as of the SDK's clients.
func (c cloudTrail) call(ctx context.Context, operation string, in, out any) error {
	if err := c.exchange(ctx, operation, in, out); err != nil {
		return &smithy.OperationError{ServiceID: "CloudTrail", OperationName: operation, Err: err}
	}
	return nil
}

func (c cloudTrail) exchange(ctx context.Context, operation string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("encode the input: %w", err)
	}
	request, err := c.signed(ctx, operation, body)
	if err != nil {
		return err
	}
	response, err := c.http().Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, most))
	if err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	if response.StatusCode == http.StatusOK {
		return json.Unmarshal(text, out)
	}
	// The name comes without what may stand about it: com.amazonaws.cloudtrail#AccessDeniedException.
	code, message, err := restjson.GetErrorInfo(json.NewDecoder(bytes.NewReader(text)))
	if err != nil || code == "" {
		return fmt.Errorf("answer %s", response.Status)
	}
	return &smithy.GenericAPIError{Code: code, Message: message}
}

// signed is the request of an operation, signed.
func (c cloudTrail) signed(ctx context.Context, operation string, body []byte) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.endpoint(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.1")
	request.Header.Set("X-Amz-Target", target+operation)
	credentials, err := c.config.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(body)
	return request, v4.NewSigner().SignHTTP(ctx, credentials, request, hex.EncodeToString(sum[:]), "cloudtrail", c.config.Region, time.Now())
}

// http is the configuration's HTTP client, or the one that the SDK's clients take where it has none.
func (c cloudTrail) http() aws.HTTPClient {
	if c.config.HTTPClient != nil {
		return c.config.HTTPClient
	}
	return awshttp.NewBuildableClient()
}

// endpoint is the configuration's, or AWS's own.
// https://docs.aws.amazon.com/general/latest/gr/ct.html
func (c cloudTrail) endpoint() string {
	if c.config.BaseEndpoint != nil {
		return *c.config.BaseEndpoint
	}
	suffix := "amazonaws.com"
	if org.Partition(c.config.Region) == "aws-cn" {
		suffix += ".cn"
	}
	return "https://cloudtrail." + c.config.Region + "." + suffix + "/"
}

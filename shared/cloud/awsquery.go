package cloud

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"farvault/shared/org"
)

// mostAnswered bounds what is read of an answer: a page of a thousand volumes has some hundred KB.
const mostAnswered = 16 << 20

// query makes one call of a service of the Query protocol and reads its answer. The three Describe calls that need it
// have one parameter each; the SDK's packages for EC2 and RDS would be half of every function's binary.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html
func query(ctx context.Context, config aws.Config, service, action string, form url.Values, answer any) error {
	request, err := signed(ctx, config, service, action, form)
	if err != nil {
		return fmt.Errorf("%s:%s: %w", service, action, err)
	}
	client := config.HTTPClient
	if client == nil {
		client = http.DefaultClient
	}
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("%s:%s: %w", service, action, err)
	}
	defer func() { _ = response.Body.Close() }() // it was read
	text, err := io.ReadAll(io.LimitReader(response.Body, mostAnswered))
	switch {
	case err != nil:
		return fmt.Errorf("%s:%s: %w", service, action, err)
	case response.StatusCode != http.StatusOK:
		return fmt.Errorf("%s:%s: %w", service, action, refusedWith(response.StatusCode, text))
	}
	return xml.Unmarshal(text, answer)
}

// refusedWith is the error of an answer, in either form that Query services have.
func refusedWith(status int, text []byte) error {
	var e struct {
		Code   string `xml:"Error>Code"`
		OfEC2  string `xml:"Errors>Error>Code"`
		Reason string `xml:"Error>Message"`
	}
	if xml.Unmarshal(text, &e) != nil || e.Code+e.OfEC2 == "" {
		return fmt.Errorf("status %d", status)
	}
	return errors.New(e.Code + e.OfEC2)
}

func signed(
	ctx context.Context, config aws.Config, service, action string, form url.Values,
) (*http.Request, error) {
	versions := map[string]string{"ec2": "2016-11-15", "rds": "2014-10-31"}
	form.Set("Action", action)
	form.Set("Version", versions[service])
	body := form.Encode()
	request, err := http.NewRequestWithContext(
		ctx, http.MethodPost, endpointOf(config, service), strings.NewReader(body),
	)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	credentials, err := config.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(body))
	hash := hex.EncodeToString(sum[:])
	return request, v4.NewSigner().SignHTTP(ctx, credentials, request, hash, service, config.Region, time.Now())
}

// endpointOf is where the service answers: where all services do, if the configuration says so.
// https://docs.aws.amazon.com/general/latest/gr/rande.html
func endpointOf(config aws.Config, service string) string {
	if config.BaseEndpoint != nil {
		return *config.BaseEndpoint + "/"
	}
	suffix := "amazonaws.com"
	if org.Partition(config.Region) == "aws-cn" {
		suffix = "amazonaws.com.cn"
	}
	return "https://" + service + "." + config.Region + "." + suffix + "/"
}

// Package wiretest points the real SDK clients at operations of the simulator, for
// the tests of its services: over HTTP on loopback, and without retries.
package wiretest

import (
	"errors"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/smithy-go"

	"farvault/simulator/kernel"
	"farvault/simulator/wire"
)

// Server answers the operations until the test ends.
type Server struct {
	kernel *kernel.Kernel
	url    string
}

// Serve serves the operations of some services.
func Serve(t testing.TB, k *kernel.Kernel, services ...interface{ Operations() []kernel.Operation }) Server {
	t.Helper()
	var operations []kernel.Operation
	for _, service := range services {
		operations = append(operations, service.Operations()...)
	}
	server := httptest.NewServer(wire.NewServer(k, operations))
	t.Cleanup(server.Close)
	return Server{kernel: k, url: server.URL}
}

// Administrator is the configuration of an account's administrator.
func (s Server) Administrator(account, region string) aws.Config {
	return s.With(account, "", region)
}

// Session is the configuration of somebody in a session of a role, however the role might be entered.
func (s Server) Session(roleARN, region string) aws.Config {
	s.kernel.Lock()
	defer s.kernel.Unlock()
	minted := s.kernel.Mint(kernel.RoleSession(roleARN, "test"))
	return s.With(minted.AccessKeyID, minted.SessionToken, region)
}

// With is the configuration for an access key and its session token.
func (s Server) With(accessKeyID, sessionToken, region string) aws.Config {
	return aws.Config{
		Region:       region,
		BaseEndpoint: aws.String(s.url),
		Credentials:  credentials.NewStaticCredentialsProvider(accessKeyID, "simulated", sessionToken),
		Retryer:      func() aws.Retryer { return aws.NopRetryer{} },
	}
}

// Refusal is the code and message of an AWS error, as "Code: message"; of anything else its text; of nil nothing.
func Refusal(err error) string {
	var known smithy.APIError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &known):
		return known.ErrorCode() + ": " + known.ErrorMessage()
	}
	return err.Error()
}

package cloud_test

import (
	"net/http"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// inTurn lets one request at a time go to AWS, so that a number names a call.
type inTurn struct {
	mu     sync.Mutex
	client aws.HTTPClient
}

func (o *inTurn) Do(request *http.Request) (*http.Response, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.client.Do(request)
}

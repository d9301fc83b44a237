// Package simulator is AWS in one process, as far as cross-account backups need
// it: an organization of accounts, each with its IAM, KMS, Backup and
// EventBridge, behind AWS's own wire protocols on a loopback port, with a clock that
// moves when told to. Policies are enforced on every call. It obeys AWS's documents and knows
// nothing of what farvault wants. README.md lists what had to be assumed.
package simulator

import (
	"net"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"farvault/simulator/backup"
	"farvault/simulator/cloudtrail"
	"farvault/simulator/describe"
	"farvault/simulator/dynamodb"
	"farvault/simulator/eventbridge"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
	"farvault/simulator/kms"
	"farvault/simulator/lambda"
	"farvault/simulator/organizations"
	"farvault/simulator/scheduler"
	"farvault/simulator/secretsmanager"
	"farvault/simulator/sns"
	"farvault/simulator/sqs"
	"farvault/simulator/tagging"
	"farvault/simulator/wire"
)

// World is one simulated AWS. Its services may be asked and changed directly, as
// the world's own hand; what goes through the server is judged by policies.
type World struct {
	*kernel.Kernel
	Organizations  *organizations.Service
	IAM            *iam.Service
	KMS            *kms.Service
	Backup         *backup.Service
	EventBridge    *eventbridge.Service
	SQS            *sqs.Service
	SNS            *sns.Service
	DynamoDB       *dynamodb.Service
	SecretsManager *secretsmanager.Service
	Lambda         *lambda.Service
	Scheduler      *scheduler.Service
	CloudTrail     *cloudtrail.Service
	Tagging        *tagging.Service
	Describe       *describe.Service

	gathered []func()     // events of AWS Backup that wait to be emitted
	client   *http.Client // of all configurations; it needs no connection
	listener net.Listener
	server   *http.Server
}

// New makes a world at a time, with an organization of one management account.
func New(start time.Time, managementID, organizationID string) *World {
	k := kernel.New(start)
	w := &World{Kernel: k}
	w.Organizations = organizations.New(k, managementID, organizationID)
	w.IAM = iam.New(k)
	w.KMS = kms.New(k)
	k.IAM, k.Organization = w.IAM, w.Organizations
	w.SQS = sqs.New(k, w.KMS)
	w.EventBridge = eventbridge.New(k, w.SQS, w.IAM)
	w.SNS = sns.New(k, w.SQS, w.KMS)
	w.DynamoDB = dynamodb.New(k)
	w.SecretsManager = secretsmanager.New(k, w.KMS)
	w.Lambda = lambda.New(k, w.IAM, w.SQS)
	w.Scheduler = scheduler.New(k, w.IAM, w.Lambda, w.SQS)
	w.CloudTrail = cloudtrail.New(k)
	w.Backup = backup.New(k, w.Organizations, w.IAM, w.KMS)
	w.Backup.Emit = w.everyFiveMinutes
	w.Organizations.OnBackupPolicy = w.Backup.FollowPolicy
	w.Tagging = tagging.New(k, w.Backup, w.Backup.Furniture(), w.KMS, w.EventBridge, w.Organizations)
	w.Describe = describe.New(k, w.Backup)
	w.Organizations.Emit = w.emitOrganizations
	k.Trail = w.trail
	return w
}

// emitEvery is how often AWS Backup sends what it has to say: "AWS Backup emits
// events in a best-effort manner every 5 minutes".
// https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html
const emitEvery = 5 * time.Minute

// everyFiveMinutes keeps an event of AWS Backup for the next full five minutes, when all that have gathered
// are put on their buses together. The simulator loses none.
func (w *World) everyFiveMinutes(account, region, source, detailType string, resources []string, detail any) {
	if len(w.gathered) == 0 {
		w.Clock.At(w.Clock.Now().Truncate(emitEvery).Add(emitEvery), func() {
			for _, emit := range w.gathered {
				emit()
			}
			w.gathered = nil
		})
	}
	w.rememberCopy(account, region, detailType, detail)
	w.gathered = append(
		w.gathered,
		func() { w.EventBridge.Emit(account, region, source, detailType, resources, detail) },
	)
}

// Serve serves the world on a TCP address; "127.0.0.1:0" takes any free port. Something may stand before the world:
// every request goes to what front makes of the world's own handler.
func (w *World) Serve(address string, front ...func(world http.Handler) http.Handler) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	w.listener = listener
	handler := w.Handler(w.URL())
	for _, stand := range front {
		handler = stand(handler)
	}
	w.client = &http.Client{Transport: &transport{handler}}
	w.server = &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = w.server.Serve(listener) }() // ends with Close, and then has nothing to say
	return nil
}

// Handler answers the calls of a world that is reached at the URL.
func (w *World) Handler(url string) http.Handler {
	w.SQS.Endpoint = url
	return wire.NewServer(w.Kernel, w.Operations())
}

// Operations are the API operations of all services.
func (w *World) Operations() []kernel.Operation {
	var operations []kernel.Operation
	for _, service := range []interface{ Operations() []kernel.Operation }{
		w.Organizations, w.IAM, w.KMS, w.Backup, w.EventBridge, w.SQS, w.SNS, w.DynamoDB, w.SecretsManager,
		w.CloudTrail, w.Tagging, w.Describe,
	} {
		operations = append(operations, service.Operations()...)
	}
	return operations
}

// URL is where the world listens.
func (w *World) URL() string { return "http://" + w.listener.Addr().String() }

// Close stops listening.
func (w *World) Close() error { return w.server.Close() }

// Config is an SDK configuration for credentials and a Region: the real clients, pointed here. What they send goes to
// the handler that also serves the port, in this process and without a connection.
func (w *World) Config(c kernel.Credentials, region string) aws.Config {
	return aws.Config{
		Region:       region,
		BaseEndpoint: aws.String(w.URL()),
		Credentials:  credentials.NewStaticCredentialsProvider(c.AccessKeyID, c.SecretAccessKey, c.SessionToken),
		Retryer:      retryAtOnce,
		HTTPClient:   w.client,
	}
}

// retryAtOnce is the SDK's retryer without its pauses: simulated time stands still while a client waits.
func retryAtOnce() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
	})
}

// Administrator is an SDK configuration for the administrator of an account.
func (w *World) Administrator(account, region string) aws.Config {
	return w.Config(kernel.Credentials{AccessKeyID: account, SecretAccessKey: "simulated"}, region)
}

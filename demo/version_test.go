package demo

import (
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"farvault/shared/wiring"
	"farvault/simulator/dynamodb"
	"farvault/simulator/lambda"
)

// olderVersion is the commit whose template a deployment goes back to.
const olderVersion = "67e1ee6"

// older are the files with the central template of an older version; no test where the clone has not its history.
func older(t *testing.T) fstest.MapFS {
	t.Helper()
	text, err := exec.CommandContext(t.Context(), "git", "show", olderVersion+":template.yaml").Output()
	if err != nil {
		t.Skipf("the clone has no commit %s: %v", olderVersion, err)
	}
	files := shipped(t)
	files["template.yaml"] = &fstest.MapFile{Data: text}
	return files
}

// versioned is a deployment at work, and what people have put into it: a subscription, and a message that waits for them.
type versioned struct {
	*stage
	t     *testing.T
	queue string // URL, with the message
}

func newVersioned(t *testing.T, o Options) *versioned {
	t.Helper()
	o.Out = io.Discard
	s, err := newStage(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	v := &versioned{stage: s, t: t}
	s.world.Advance(time.Hour)
	central := s.world.Administrator(centralID, homeRegion)
	_, err = sns.NewFromConfig(central).Subscribe(t.Context(), &sns.SubscribeInput{
		TopicArn: aws.String("arn:aws:sns:" + homeRegion + ":" + centralID + ":farvault-alerts"),
		Protocol: aws.String("email"), Endpoint: aws.String("night@example.com"),
	})
	v.must(err)
	queue, err := sqs.NewFromConfig(central).GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{QueueName: aws.String("farvault-jobs-dead-letter")})
	v.must(err)
	v.queue = *queue.QueueUrl
	_, err = sqs.NewFromConfig(central).SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: queue.QueueUrl, MessageBody: aws.String("for people")})
	v.must(err)
	return v
}

func (v *versioned) must(err error) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
}

// held is what must not be lost: records, subscriptions, messages, the key that all is encrypted with.
func (v *versioned) held() (all []string) {
	v.t.Helper()
	v.world.Lock()
	for _, item := range v.world.DynamoDB.Items(dynamodb.TableARN(centralID, homeRegion, "farvault")) {
		all = append(all, "record "+item["pk"].Text)
	}
	key, _ := v.world.KMS.Resolve(centralID, homeRegion, "alias/farvault-messages")
	all = append(all, "key "+key.ARN)
	topics := v.world.SNS.Topics()
	v.world.Unlock()
	central := v.world.Administrator(centralID, homeRegion)
	for _, topic := range topics {
		subscriptions, err := sns.NewFromConfig(central).ListSubscriptionsByTopic(v.t.Context(), &sns.ListSubscriptionsByTopicInput{TopicArn: &topic})
		v.must(err)
		for _, s := range subscriptions.Subscriptions {
			all = append(all, "subscription of "+topic+": "+*s.Endpoint)
		}
	}
	waiting, err := sqs.NewFromConfig(central).GetQueueAttributes(v.t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: &v.queue, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNameApproximateNumberOfMessages}})
	v.must(err)
	return append(all, fmt.Sprint("messages ", waiting.Attributes))
}

// goTo brings the stack to another version, and loses nothing.
func (v *versioned) goTo(what string, files fstest.MapFS, code map[string]string) {
	v.t.Helper()
	before := v.held()
	v.must(v.RedeployCentral(files, code))
	if diff := cmp.Diff(before, v.held()); diff != "" {
		v.t.Errorf("to %s (-before +after):\n%s", what, diff)
	}
}

// works reports whether the deployment works after all: the sweeps run, and nothing fails.
func (v *versioned) works() {
	v.t.Helper()
	runs := len(v.world.Lambda.Invocations())
	v.world.Advance(25 * time.Hour)
	ran := map[string]bool{}
	for _, r := range v.world.Lambda.Invocations()[runs:] {
		ran[r.Function] = true
		if r.Err != nil {
			v.t.Errorf("%s of %s: %v", r.Function, r.StartedAt, r.Err)
		}
	}
	for _, name := range []string{wiring.ProvisionFunction, wiring.AlertFunction, wiring.SweepFunction} {
		if !ran[name] {
			v.t.Errorf("%s no longer runs", name)
		}
	}
}

// TestGoingBackAVersionLosesNothing from this version's template to an older one's and to this one's again.
func TestGoingBackAVersionLosesNothing(t *testing.T) {
	t.Parallel()
	before := older(t)
	v := newVersioned(t, Options{Files: shipped(t)})
	if records := len(v.held()); records < 10 {
		t.Fatalf("only %d things are held", records)
	}
	v.goTo("the older version", before, nil)
	v.goTo("this version", shipped(t), nil)
	v.works()
}

// TestThePackageGoesBackAVersion by the keys of the zips alone, from sam's stack and back to it.
func TestThePackageGoesBackAVersion(t *testing.T) {
	t.Parallel()
	now := packaged(t)
	text := string(now["template.yaml"].Data)
	if !strings.Contains(text, "_1.2.3_linux_arm64.zip") {
		t.Fatal("the keys of the zips have no version")
	}
	last := shipped(t)
	last["template.yaml"] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(text, "1.2.3", "1.2.2"))}
	v := newVersioned(t, Options{Files: shipped(t)})
	for _, to := range []struct {
		what, prefix, code string
		files              fstest.MapFS
	}{
		{"the package", "", "s3://farvault-code/farvault/farvault-sweep_1.2.3_linux_arm64.zip", now},
		{"the package before", "", "s3://farvault-code/farvault/farvault-sweep_1.2.2_linux_arm64.zip", last},
		{"the package again", "", "s3://farvault-code/farvault/farvault-sweep_1.2.3_linux_arm64.zip", now},
		{"other settings", "farvault/2/", "s3://farvault-code/farvault/2/farvault-sweep_1.2.3_linux_arm64.zip", now},
	} {
		code := map[string]string{"CodeBucket": zipped["CodeBucket"]}
		if to.prefix != "" {
			code["CodePrefix"] = to.prefix
		}
		v.goTo(to.what, to.files, code)
		v.world.Lock()
		f, _ := v.world.Lambda.Function(lambda.FunctionARN(centralID, homeRegion, wiring.SweepFunction))
		v.world.Unlock()
		if f.Code != to.code {
			t.Errorf("%s: the code is %s, want %s", to.what, f.Code, to.code)
		}
	}
	v.goTo("sam's stack", shipped(t), nil)
	v.works()
}

// What holds data is retained when its stack is deleted, or its template would replace it.
func TestWhatHoldsDataIsRetained(t *testing.T) {
	t.Parallel()
	data, found := []string{"AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::S3::Bucket", "AWS::Backup::BackupVault"}, 0
	for name, file := range shipped(t) {
		if !strings.HasSuffix(name, ".yaml") || name == "infra/settings.yaml" {
			continue
		}
		var read struct {
			Resources map[string]struct {
				Type    string `yaml:"Type"`
				Deleted string `yaml:"DeletionPolicy"`
				Changed string `yaml:"UpdateReplacePolicy"`
			} `yaml:"Resources"`
		}
		if err := yaml.Unmarshal(file.Data, &read); err != nil {
			t.Fatal(err)
		}
		for id, r := range read.Resources {
			if !slices.Contains(data, r.Type) {
				continue
			}
			found++
			if r.Deleted != "Retain" || r.Changed != "Retain" {
				t.Errorf("%s: %s %s: DeletionPolicy %q, UpdateReplacePolicy %q, want Retain", name, r.Type, id, r.Deleted, r.Changed)
			}
		}
	}
	if found < 2 {
		t.Errorf("only %d hold data", found)
	}
}

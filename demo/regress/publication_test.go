package regress_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"farvault/demo/regress"
	"farvault/demo/stage"
)

// What a version's template says of messages that people publish by hand, and with what attributes they arrive.
var (
	comes      = regexp.MustCompile(`by hand has no receivers and comes to the default`)
	dropped    = regexp.MustCompile(`SNS drops what has no attribute at all`)
	attributes = regexp.MustCompile(`--message-attributes '([^']+)'`)
)

// lookAtPublication publishes to the topic of alerts without attributes, and as the template says that people should. A
// filter policy takes no message without attributes, whatever it says of attributes that are missing.
// https://docs.aws.amazon.com/sns/latest/dg/attribute-key-matching.html
func lookAtPublication(t *testing.T, v regress.Version) sight {
	text, err := os.ReadFile(filepath.Join(v.Source, "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	template := strings.Join(strings.Fields(strings.ReplaceAll(string(text), "\n  #", "\n")), " ")
	s := play(t, v, stage.Options{})
	s.pass(time.Minute)
	s.publish("without attributes", nil)
	plain, told := s.mailed("without attributes"), attributes.FindStringSubmatch(template)
	switch {
	case comes.MatchString(template) && !dropped.MatchString(template) && told == nil && !plain:
		return sight{faulty: true, says: "the template says that it reaches the mail; it does not"}
	case comes.MatchString(template) || !dropped.MatchString(template) || told == nil || plain:
		t.Fatalf("neither the fault nor what is right: mailed %t, attributes %q", plain, told)
	}
	var as map[string]types.MessageAttributeValue
	if err := json.Unmarshal([]byte(told[1]), &as); err != nil {
		t.Fatal(err)
	}
	s.publish("as the template says", as)
	if !s.mailed("as the template says") {
		t.Fatalf("with the template's attributes %s it does not arrive either", told[1])
	}
	return sight{says: fmt.Sprintf("the template says that it is dropped without attributes, and it is; with %s it arrives", told[1])}
}

func (s *scene) publish(message string, as map[string]types.MessageAttributeValue) {
	s.Helper()
	topic := "arn:aws:sns:" + stage.HomeRegion + ":" + stage.CentralID + ":farvault-alerts"
	client := sns.NewFromConfig(s.World.Administrator(stage.CentralID, stage.HomeRegion))
	_, err := client.Publish(s.Context(), &sns.PublishInput{TopicArn: &topic, Message: &message, MessageAttributes: as})
	s.must(err)
	s.pass(time.Minute)
}

// mailed reports whether a mail with the message was sent.
func (s *scene) mailed(message string) bool {
	s.World.Lock()
	defer s.World.Unlock()
	for _, m := range s.World.SNS.Mails() {
		if m.To == stage.AlertEmail && strings.Contains(m.Body, message) {
			return true
		}
	}
	return false
}

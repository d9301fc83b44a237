package trial

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"farvault/demo/stage"
	"farvault/shared/alert"
	"farvault/shared/message"
	"farvault/simulator/dynamodb"
)

// Heard is a message as it was published, and when.
type Heard struct {
	At time.Time
	message.Message
}

// look reads what was published and done since the last look.
func (w *World) look() {
	w.World.Lock()
	published := w.World.SNS.Published()[w.told:]
	w.told += len(published)
	w.World.Unlock()
	for _, p := range published {
		if !strings.HasSuffix(p.TopicARN, ":farvault-alerts") {
			continue
		}
		var forms map[string]string
		err := json.Unmarshal([]byte(p.Message), &forms)
		m, unread := message.Read([]byte(forms["sqs"]))
		if err != nil || unread != nil {
			w.Say("a message that no program can read: %v, %v", err, unread)
			m.Title = "unreadable"
		}
		w.note("message", fmt.Sprintf("%s %s %s (%s)", p.At.Format("15:04:05"), m.Reason, m.Title, alert.Short(m.GroupKey)))
		w.heard = append(w.heard, Heard{p.At, m})
	}
	w.watch()
}

// Heard are the messages so far, but the digests.
func (w *World) Heard() []Heard {
	w.look()
	return slices.DeleteFunc(slices.Clone(w.heard), func(h Heard) bool { return h.Reason == alert.Digest })
}

// Groups are the records of the groups of alerts, as the table has them.
func (w *World) Groups() (all []alert.Record) {
	w.World.Lock()
	defer w.World.Unlock()
	for _, item := range w.World.DynamoDB.Items(dynamodb.TableARN(stage.CentralID, stage.HomeRegion, "farvault")) {
		var r alert.Record
		if strings.HasPrefix(item["pk"].Text, "group#") && json.Unmarshal([]byte(item["body"].Text), &r) == nil {
			all = append(all, r)
		}
	}
	return all
}

// Reported says when people were first told of a resource's failure since a time, and by which group; zero: never. A
// group counts where the message of it was published and its record has the resource.
func (w *World) Reported(account, resource string, since time.Time) (at time.Time, cause string) {
	heard := w.Heard()
	for _, g := range w.Groups() {
		has := false
		for _, m := range g.Members {
			has = has || m.Account == account && (resource == "" || m.Resource == resource)
		}
		if !has {
			continue
		}
		for _, h := range heard {
			if h.GroupKey == g.Key && !h.At.Before(since) && (at.IsZero() || h.At.Before(at)) {
				at, cause = h.At, g.Cause
			}
		}
	}
	return at, cause
}

// Letters are the messages in the dead-letter queues, by queue.
func (w *World) Letters() map[string]int {
	w.World.Lock()
	defer w.World.Unlock()
	letters := map[string]int{}
	for _, arn := range w.World.SQS.Queues() {
		name := arn[strings.LastIndex(arn, ":")+1:]
		if queue, ok := w.World.SQS.Queue(arn); ok && strings.Contains(name, "dead-letter") && len(queue.Messages) > 0 {
			letters[name] = len(queue.Messages)
		}
	}
	return letters
}

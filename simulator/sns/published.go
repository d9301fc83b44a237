package sns

import "time"

// Published is a message as it was published, before any subscription made its own of it.
type Published struct {
	At       time.Time `json:"at"`
	TopicARN string    `json:"topicArn"`
	Subject  string    `json:"subject"`
	Message  string    `json:"message"` // with MessageStructure json: an object with a text for each protocol
}

// Published are all messages that were published so far, in order.
func (s *Service) Published() []Published { return s.published }

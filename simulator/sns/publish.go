package sns

import (
	"encoding/json"
	"unicode"
	"unicode/utf8"

	"farvault/simulator/kernel"
)

type messageAttribute struct {
	DataType    string
	StringValue string
	BinaryValue string // base64, as the form has it
}

type publishInput struct {
	TopicArn, TargetArn, PhoneNumber, Subject, Message, MessageStructure string
	MessageAttributes                                                    map[string]messageAttribute
}

type publishOutput struct{ MessageId string }

// publishOperation checks, asks for the topic and its key, and delivers.
// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
func (s *Service) publishOperation(c *kernel.Call, in publishInput) (*publishOutput, error) {
	if in.PhoneNumber != "" {
		return nil, kernel.Fail("InvalidParameter", "Messages to telephones are not simulated")
	}
	if in.TopicArn == "" {
		in.TopicArn = in.TargetArn
	}
	t, err := s.topicFor(c, in.TopicArn, "Publish")
	if err != nil {
		return nil, err
	}
	byProtocol, err := check(in)
	if err != nil {
		return nil, err
	}
	if err := s.unlock(c, t); err != nil {
		return nil, err
	}
	m := message{
		id:         s.k.UUID("sns-message"),
		subject:    in.Subject,
		attributes: in.MessageAttributes,
		byProtocol: byProtocol,
	}
	s.published = append(s.published, Published{At: c.Now, TopicARN: t.arn(), Subject: in.Subject, Message: in.Message})
	s.deliver(t, m)
	return &publishOutput{MessageId: m.id}, nil
}

// maxMessage is the most that a message may have, in bytes.
const maxMessage = 256 << 10

// check gives the text for each protocol, "default" for the rest.
// https://docs.aws.amazon.com/sns/latest/dg/sns-send-custom-platform-specific-payloads-mobile-devices.html
func check(in publishInput) (map[string]string, error) {
	if in.Message == "" {
		return nil, invalid("Empty message")
	}
	if len(in.Message) > maxMessage {
		return nil, invalid("Message too long")
	}
	if !validSubject(in.Subject) {
		return nil, invalid("Subject")
	}
	for name, a := range in.MessageAttributes {
		if a.DataType == "" || (a.StringValue == "" && a.BinaryValue == "") {
			return nil, kernel.Fail(
				"ParameterValueInvalid",
				"The message attribute '%s' must contain non-empty message attribute value.",
				name,
			)
		}
	}
	switch in.MessageStructure {
	case "":
		return map[string]string{"default": in.Message}, nil
	case "json":
	default:
		return nil, invalid("MessageStructure")
	}
	var byProtocol map[string]string
	if json.Unmarshal([]byte(in.Message), &byProtocol) != nil {
		return nil, invalid("Message Structure - JSON message body failed to parse")
	}
	if _, ok := byProtocol["default"]; !ok {
		return nil, invalid("Message Structure - No default entry in JSON message body")
	}
	return byProtocol, nil
}

// validSubject: UTF-8 text with no line breaks or control characters, and less than 100 characters long.
// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_RequestParameters
func validSubject(subject string) bool {
	if !utf8.ValidString(subject) || utf8.RuneCountInString(subject) >= 100 {
		return false
	}
	for _, r := range subject {
		if unicode.IsControl(r) {
			return false
		}
	}
	return true
}

// unlock asks the key of an encrypted topic for whoever publishes.
// https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
func (s *Service) unlock(c *kernel.Call, t *topic) error {
	id := t.attributes["KmsMasterKeyId"]
	if id == "" {
		return nil
	}
	key, ok := s.keys.Resolve(t.account, t.region, id)
	if !ok {
		return kernel.Fail("KMSNotFound", "Key '%s' does not exist", id)
	}
	context := map[string][]string{
		"kms:EncryptionContext:aws:sns:topicArn": {t.arn()},
		"kms:ViaService":                         {"sns." + t.region + ".amazonaws.com"},
	}
	for _, action := range []string{"kms:GenerateDataKey", "kms:Decrypt"} {
		if err := s.keys.Authorize(c, key.ARN, action, context); err != nil {
			return keyError(err)
		}
	}
	return nil
}

// keyErrors translates what KMS answers into SNS's codes.
// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors
var keyErrors = map[string]string{
	"AuthorizationError":       "KMSAccessDenied",
	"DisabledException":        "KMSDisabled",
	"KMSInvalidStateException": "KMSInvalidState",
	"NotFoundException":        "KMSNotFound",
}

func keyError(err error) error {
	known, ok := err.(*kernel.Error)
	if !ok {
		return err
	}
	if code, ok := keyErrors[known.Code]; ok {
		return kernel.Fail(code, "%s", known.Message)
	}
	return err
}

package lambda

import (
	"encoding/json"
	"fmt"

	"farvault/simulator/sqs"
)

// record is one message of an SQS event.
// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event
type record struct {
	MessageID         string                     `json:"messageId"`
	ReceiptHandle     string                     `json:"receiptHandle"`
	Body              string                     `json:"body"`
	Attributes        map[string]string          `json:"attributes"`
	MessageAttributes map[string]recordAttribute `json:"messageAttributes"`
	MD5OfBody         string                     `json:"md5OfBody"`
	EventSource       string                     `json:"eventSource"`
	EventSourceARN    string                     `json:"eventSourceARN"`
	AWSRegion         string                     `json:"awsRegion"`
}

type recordAttribute struct {
	StringValue string `json:"stringValue,omitempty"`
	BinaryValue []byte `json:"binaryValue,omitempty"`
	DataType    string `json:"dataType"`
}

// event is the payload for a batch.
func event(queueARN string, batch []sqs.Message) []byte {
	var records []record
	for _, m := range batch {
		r := record{
			MessageID: m.MessageID, ReceiptHandle: m.ReceiptHandle, Body: m.Body, Attributes: m.System(),
			MessageAttributes: map[string]recordAttribute{}, MD5OfBody: m.MD5(),
			EventSource: "aws:sqs", EventSourceARN: queueARN, AWSRegion: regionOf(queueARN),
		}
		for name, a := range m.Attributes {
			r.MessageAttributes[name] = recordAttribute{
				StringValue: a.StringValue,
				BinaryValue: a.BinaryValue,
				DataType:    a.DataType,
			}
		}
		records = append(records, r)
	}
	text, err := json.Marshal(map[string]any{"Records": records})
	if err != nil {
		panic(fmt.Sprintf("simulator: lambda event: %v", err)) // strings always encode
	}
	return text
}

// failed are the ids of the messages that stay in the queue. Without
// ReportBatchItemFailures an error fails all and no error fails none. With it the
// answer names them; nothing named is success, and an answer that names wrongly fails all:
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
func failed(m Mapping, batch []sqs.Message, result []byte, err error) map[string]bool {
	all := map[string]bool{}
	for _, message := range batch {
		all[message.MessageID] = true
	}
	if err != nil {
		return all
	}
	if !m.ReportBatchItemFailures || len(result) == 0 {
		return nil
	}
	var answer *struct {
		BatchItemFailures []map[string]*string `json:"batchItemFailures"`
	}
	if json.Unmarshal(result, &answer) != nil {
		return all
	}
	if answer == nil {
		return nil
	}
	named := map[string]bool{}
	for _, item := range answer.BatchItemFailures {
		id, ok := item["itemIdentifier"]
		if !ok || id == nil || !all[*id] {
			return all
		}
		named[*id] = true
	}
	return named
}

package wire

import (
	"encoding/json"
	"hash/crc32"
	"net/http"
	"strconv"
	"strings"

	"farvault/simulator/kernel"
)

// codec is one protocol: how to read a call, and how to write an answer and an error.
type codec struct {
	rest bool
	read func(*http.Request, []byte) (name string, decode func(any) error)
	ok   func(w http.ResponseWriter, name string, out any)
	fail func(w http.ResponseWriter, name string, err *kernel.Error)
}

// jsonCodec is AWS JSON 1.0 and 1.1: the operation in X-Amz-Target, the input in the body.
// https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
func jsonCodec(contentType string) codec {
	return codec{
		read: func(r *http.Request, body []byte) (string, func(any) error) {
			target := r.Header.Get("X-Amz-Target")
			return target[strings.LastIndex(target, ".")+1:], func(in any) error { return unmarshal(body, in) }
		},
		ok:   func(w http.ResponseWriter, _ string, out any) { writeJSON(w, contentType, 200, filled(out)) },
		fail: func(w http.ResponseWriter, _ string, err *kernel.Error) { failJSON(w, contentType, err) },
	}
}

// restCodec is REST-JSON: the operation in method and path.
// https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
func restCodec() codec {
	return codec{
		rest: true,
		ok:   func(w http.ResponseWriter, _ string, out any) { writeJSON(w, "application/json", 200, filled(out)) },
		fail: func(w http.ResponseWriter, _ string, err *kernel.Error) { failJSON(w, "application/json", err) },
	}
}

func unmarshal(body []byte, in any) error {
	if len(body) == 0 {
		return nil
	}
	return json.Unmarshal(body, in)
}

func failJSON(w http.ResponseWriter, contentType string, err *kernel.Error) {
	code, old := err.Code, queryCodes[err.Code]
	if old != "" {
		code = "com.amazonaws.sqs#" + code
		w.Header().Set("X-Amzn-Query-Error", old+";Sender")
	}
	out := map[string]any{"__type": code, "message": err.Message, "Message": err.Message}
	for name, value := range err.Members {
		out[name] = value
	}
	w.Header().Set("X-Amzn-Errortype", code)
	writeJSON(w, contentType, err.Status, out)
}

// queryCodes are the codes that SQS's errors had in the Query protocol, which SDKs go on to show. moto's tests that
// were verified on AWS have the header, and the name of the service before the new code.
// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#awsquerycompatible-trait
var queryCodes = map[string]string{
	"QueueDoesNotExist":            "AWS.SimpleQueueService.NonExistentQueue",
	"QueueNameExists":              "QueueAlreadyExists",
	"MessageNotInflight":           "AWS.SimpleQueueService.MessageNotInflight",
	"EmptyBatchRequest":            "AWS.SimpleQueueService.EmptyBatchRequest",
	"TooManyEntriesInBatchRequest": "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
	"BatchEntryIdsNotDistinct":     "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
	"BatchRequestTooLong":          "AWS.SimpleQueueService.BatchRequestTooLong",
}

func writeJSON(w http.ResponseWriter, contentType string, status int, out any) {
	text, err := json.Marshal(out)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("X-Amz-Crc32", checksum(text))
	w.Header().Set("X-Amzn-Requestid", "00000000-0000-4000-8000-000000000000")
	w.WriteHeader(status)
	_, _ = w.Write(text) // the client may be gone: nobody is left to tell
}

// checksum is what DynamoDB's clients check the body against; those of other services do not look.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
func checksum(body []byte) string { return strconv.FormatUint(uint64(crc32.ChecksumIEEE(body)), 10) }

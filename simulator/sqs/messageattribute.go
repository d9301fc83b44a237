package sqs

import (
	"crypto/md5"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"regexp"
	"slices"
	"strings"

	"farvault/simulator/kernel"
)

var attributeName = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,256}$`)

// checkAttributes refuses names and types that SQS does not know. A type may bear a label: Number.int.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
func checkAttributes(attributes map[string]Attribute) error {
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		kind, _, _ := strings.Cut(attributes[name].DataType, ".")
		switch {
		case !attributeName.MatchString(name):
			return kernel.Fail(
				"InvalidParameterValue",
				"The message attribute name '%s' is invalid. Attribute name can contain A-Z, a-z, 0-9, underscore (_), hyphen "+
					"(-), and period (.) characters.",
				name,
			)
		case kind != "String" && kind != "Number" && kind != "Binary":
			return kernel.Fail(
				"InvalidParameterValue",
				"The message attribute '%s' has an invalid message attribute type, the set of supported type prefixes is "+
					"Binary, Number, and String.",
				name,
			)
		}
	}
	return nil
}

// attributesMD5 is the digest of attributes, which SDKs compare; empty without any. Each name, type and value comes
// after its length, the value after a byte for how it travels.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
func attributesMD5(attributes map[string]Attribute) string {
	if len(attributes) == 0 {
		return ""
	}
	var text []byte
	part := func(value string) {
		text = binary.BigEndian.AppendUint32(text, uint32(len(value)))
		text = append(text, value...)
	}
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		a := attributes[name]
		part(name)
		part(a.DataType)
		if strings.HasPrefix(a.DataType, "Binary") {
			text = append(text, 2)
			part(string(a.BinaryValue))
			continue
		}
		text = append(text, 1)
		part(a.StringValue)
	}
	sum := md5.Sum(text)
	return hex.EncodeToString(sum[:])
}

package cloud

import (
	"context"
	"reflect"
	"strings"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
)

// promised is what an answer must hold, by operation: the structures that farvault, or the SDK where it keeps
// credentials, reads without asking whether they are there. AWS's models require none of them.
var promised = map[string][]string{
	"AssumeRole": {
		"Credentials", "Credentials.AccessKeyId", "Credentials.SecretAccessKey",
		"Credentials.SessionToken", "Credentials.Expiration",
	},
	"CreateKey":            {"KeyMetadata"},
	"DescribeAccount":      {"Account"},
	"DescribeCopyJob":      {"CopyJob"},
	"DescribeKey":          {"KeyMetadata"},
	"DescribeOrganization": {"Organization"},
	"DescribePolicy":       {"Policy"},
	"GetBackupPlan":        {"BackupPlan"},
	"GetBackupSelection":   {"BackupSelection"},
	"GetRole":              {"Role"},
	"ReplicateKey":         {"ReplicaKeyMetadata"},
}

// Incomplete is an answer of AWS's that lacks what it is asked for. DescribeCopyJob of an empty id is such a one: its
// address is that of the list of all copy jobs.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeCopyJob.html
type Incomplete struct{ Operation, Member string }

func (e Incomplete) Error() string { return "the answer to " + e.Operation + " has no " + e.Member }

// complete makes an error of an answer that lacks what is promised, before anybody reads it.
func complete(stack *middleware.Stack) error {
	check := func(
		ctx context.Context,
		in middleware.InitializeInput,
		next middleware.InitializeHandler,
	) (middleware.InitializeOutput, middleware.Metadata, error) {
		out, metadata, err := next.HandleInitialize(ctx, in)
		if err == nil {
			err = lacking(awsmiddleware.GetOperationName(ctx), out.Result)
		}
		return out, metadata, err
	}
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("CompleteAnswer", check), middleware.After)
}

// lacking is the first promised member that the answer has not.
func lacking(operation string, answer any) error {
	for _, path := range promised[operation] {
		value := reflect.ValueOf(answer).Elem()
		for name := range strings.SplitSeq(path, ".") {
			value = reflect.Indirect(value).FieldByName(name)
		}
		if value.IsNil() {
			return Incomplete{Operation: operation, Member: path}
		}
	}
	return nil
}

package check

import (
	"strings"

	"farvault/shared/org"
)

// hidden stands for the colons of a variable while an ARN is taken apart.
const hidden = "\x00"

// parseARN takes an ARN apart in which variables stand: the account may be ${AWS::AccountId}.
func parseARN(s string) (org.ARN, bool) {
	arn, err := org.ParseARN(
		substitution.ReplaceAllStringFunc(s, func(v string) string { return strings.ReplaceAll(v, ":", hidden) }),
	)
	if err != nil {
		return org.ARN{}, false
	}
	for _, part := range []*string{&arn.Partition, &arn.Service, &arn.Region, &arn.Account, &arn.Resource} {
		*part = strings.ReplaceAll(*part, hidden, ":")
	}
	return arn, true
}

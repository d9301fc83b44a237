package place

import (
	"cmp"

	"farvault/simulator/kernel"
	"farvault/simulator/page"
)

// pageSize is the most that a list answers with at a time, and what it answers
// with when the caller gives no MaxResults (assumed).
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_ListBackupJobs.html
const pageSize = 1000

// Page is the part of a list that begins at token, at most max long, and the
// token of the next part, empty at the end.
func Page[T any](items []T, token string, max int) ([]T, string, error) {
	if max < 0 || max > pageSize {
		return nil, "", kernel.Fail(
			"InvalidParameterValueException",
			"MaxResults %d is not between 1 and %d",
			max,
			pageSize,
		)
	}
	part, next, err := page.Cut(items, token, cmp.Or(max, pageSize))
	if err != nil {
		return nil, "", kernel.Fail("InvalidParameterValueException", "Invalid NextToken: %v", err)
	}
	return part, next, nil
}

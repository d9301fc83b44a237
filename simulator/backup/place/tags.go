package place

import (
	"maps"
	"slices"

	"farvault/simulator/kernel"
)

// maxTags is how many tags a vault, plan or recovery point may carry.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_TagResource.html
const maxTags = 50

// Requested are the condition keys for tags that a call brings: aws:RequestTag/key and aws:TagKeys.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requesttag
func Requested(tags map[string]string) map[string][]string {
	context := map[string][]string{}
	for key, value := range tags {
		context["aws:RequestTag/"+key] = []string{value}
	}
	if len(tags) > 0 {
		context["aws:TagKeys"] = slices.Sorted(maps.Keys(tags))
	}
	return context
}

// Carried are the condition keys for tags that a thing has: aws:ResourceTag/key.
func Carried(tags map[string]string) map[string][]string {
	context := map[string][]string{}
	for key, value := range tags {
		context["aws:ResourceTag/"+key] = []string{value}
	}
	return context
}

// Join is several contexts as one.
func Join(contexts ...map[string][]string) map[string][]string {
	joined := map[string][]string{}
	for _, c := range contexts {
		maps.Copy(joined, c)
	}
	return joined
}

// CheckTags refuses what no AWS resource may carry.
func CheckTags(tags map[string]string) error {
	if len(tags) > maxTags {
		return kernel.Fail(
			"InvalidParameterValueException",
			"The number of tags %d exceeds the limit of %d",
			len(tags),
			maxTags,
		)
	}
	for key, value := range tags {
		if key == "" || len(key) > 128 || len(value) > 256 || (len(key) >= 4 && key[:4] == "aws:") {
			return kernel.Fail("InvalidParameterValueException", "Invalid tag key %q", key)
		}
	}
	return nil
}

package catalog

import "farvault/shared/event"

// Tags: their number, their copy, the organization's tag policies.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/recov-point-create-a-copy.html
var taggingCauses = []Cause{
	{
		ID:        "tag-copy-lost-point",
		At:        Nobody,
		Retryable: true,
		Title:     "The recovery point no longer exists when AWS Backup copies its tags",
		Remedy:    "Start the copy again. If it fails again, find out who deletes recovery points while copies run.",
		Match:     []Matcher{says("copy resource tags|copy tags|copying tags", "unavailable|not available|not found")},
		Samples: []string{
			"We are unable to copy resource tags to your backup because source or destination recovery point is unavailable",
		},
		Source: dashboards,
	},
	{
		ID:     "too-many-tags",
		At:     Source,
		Title:  "The recovery point would have more than 50 tags",
		Remedy: "Remove tags from the resource or the plan. A recovery point has at most 50, inherited tags included.",
		Match:  []Matcher{says("tag|tags|user tags", "more than|at most|maximum|limit|exceed|too many")},
		Samples: []string{
			"The resultant tag set must not have more than 50 user tags.",
		},
		Variants: []string{
			"More than 50 tags specified",
			"TooManyTagsException: The number of tags exceeds the limit of 50",
			"A resource can have at most 50 tags.",
		},
		Source: dashboards,
	},
	{
		ID:    "tag-policy-refuses",
		At:    Management,
		Title: "A tag policy of the organization does not accept the tags",
		Remedy: "Change the resource's tags to the form that the destination account's tag policy requires, or " +
			"exclude the resource type from enforcement.",
		Match: []Matcher{
			says("tag policy|tag policies|tag polic"),
			says("tag|tags", "noncompliant|non-compliant|not compliant"),
		},
		Samples: []string{
			"The tag policy does not allow the specified value for the following tag key: 'CostCenter'.",
		},
		Variants: []string{"TagPolicyException: The tags are noncompliant."},
		Source: "https://docs.aws.amazon.com/organizations/latest/userguide/" +
			"orgs_manage_policies_tag-policies-enforcement.html",
	},
	{
		ID:    "tag-copy-refused",
		At:    Destination,
		Title: "AWS Backup cannot add the tags to the copy",
		Remedy: "Check the organization's tag policies for the destination account and the role's permission to tag " +
			"(AddTags, CreateTags). Otherwise start the copy again.",
		Match: []Matcher{
			says("tags", "could not be copied|not be copied|were not copied"),
			says(
				"unable to copy resource tags|unable to copy tags|failed to copy tags|could not copy tags|copy resource tags",
			),
			says(
				"failed to|unable to|could not|cannot",
				"add tags|apply tags|tag the|tag resource|create tags",
			).butNot("denied|not authorized|permission"),
		},
		Samples: []string{"We are unable to copy resource tags to your backup because of the Internal Failure."},
		Source:  dashboards,
	},
	{
		ID:       "selection-matches-nothing",
		At:       Source,
		Jobs:     []event.JobKind{event.Backup},
		Title:    "No resource has the tag that the plan selects",
		Remedy:   "Add exactly the plan's tag to the resources that need a backup. If none does, mute this alert.",
		Match:    []Matcher{says("no resource carries")},
		Variants: []string{"No resource carries the tag backup=daily"},
		Source:   "https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html",
	},
	{
		ID:    "tagged-not-backed-up",
		At:    Source,
		Jobs:  []event.JobKind{event.Tagged},
		Title: "A resource is tagged for backup, and no plan backs it up",
		Remedy: "Give the resource exactly the plan's tag (keys and values are case sensitive), or switch its type " +
			"on: add it to ResourceTypeOptIn in infra/settings.yaml. If it needs no backup, mute this alert.",
		Match:    []Matcher{says("tagged for backup and not backed up")},
		Variants: []string{"The resource is tagged for backup and not backed up."},
		Source:   "https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html",
	},
	{
		ID:     "tag-invalid",
		At:     Source,
		Title:  "AWS does not accept a tag",
		Remedy: "Change the tag in the message. Keys that begin with aws: are reserved for AWS.",
		Match: []Matcher{
			says(
				"tag|tags|tag key|tag keys|tag value",
				"invalid|not valid|reserved|system tag|duplicate|failed to satisfy|illegal|not allowed",
			).butNot("not authorized|denied|permission|tag:get resources|list of tags"),
		},
		Samples:  []string{"Tag keys starting with 'aws:' are reserved for internal use"},
		Variants: []string{"InvalidParameterValueException: The tag value is not valid."},
		Source:   "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
	},
}

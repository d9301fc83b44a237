package catalog

import "farvault/shared/event"

// Tags: their number, their copy, the organization's tag policies.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/recov-point-create-a-copy.html
var taggingCauses = []Cause{
	{
		ID:        "tag-copy-lost-point",
		At:        Nobody,
		Retryable: true,
		Title:     "The recovery point was gone while its tags were copied",
		Remedy:    "Start the copy again; if it repeats, look for who deletes recovery points while copies run.",
		Match:     []Matcher{says("copy resource tags|copy tags|copying tags", "unavailable|not available|not found")},
		Samples: []string{
			"We are unable to copy resource tags to your backup because source or destination recovery point is unavailable",
		},
		Source: dashboards,
	},
	{
		ID:     "too-many-tags",
		At:     Source,
		Title:  "The recovery point would have more tags than it may have",
		Remedy: "Take tags off the resource or out of the plan: a recovery point holds 50, those that it inherits included.",
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
		Remedy: "Bring the resource's tags into the form that the tag policy of the destination account wants, or except " +
			"the resource type from enforcement.",
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
		Title: "The tags could not be put on the copy",
		Remedy: "Check the organization's tag policies for the destination account and the role's permission to tag " +
			"(AddTags, CreateTags); otherwise start the copy again.",
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
		ID:    "selection-matches-nothing",
		At:    Source,
		Jobs:  []event.JobKind{event.Backup},
		Title: "No resource carries the tag that the plan selects by",
		Remedy: "Give the resources that are to be backed up exactly the plan's tag; if nothing is to be backed up, " +
			"mute this.",
		Match:    []Matcher{says("no resource carries")},
		Variants: []string{"No resource carries the tag backup=daily"},
		Source:   "https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html",
	},
	{
		ID:     "tag-invalid",
		At:     Source,
		Title:  "A tag is not one that AWS accepts",
		Remedy: "Change the tag that the message names; keys that begin with aws: are AWS's own.",
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

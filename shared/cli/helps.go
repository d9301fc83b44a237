package cli

import "github.com/alecthomas/kong"

// helps are the help texts that several commands share and those that would not fit on a declaration's line, by the
// name that the declaration puts in ${}.
var helps = kong.Vars{
	"alertsTest": "Send a marked message through the real channels, and list them. Exit status 1 when one is not " +
		"confirmed.",
	"alerts":     "List what is open and muted; show or mute something; accept a deletion; send a test message.",
	"completion": "Print the line that completes farvault's commands in your shell.",
	"bare":       "Serve AWS with this account alone, in no organization, and nothing deployed in it.",
	"binaries": "Run the binaries that make build puts in the command's folder, as processes, instead of the " +
		"handlers.",
	"breaker": "Show whether a run stopped because it would change too many accounts; let it resume.",
	"changed": "Show what the newest run changed. Exit status 1 when it was stopped.",
	"check":   "Find what AWS would refuse in templates, policies and settings, or accept and fail on later.",
	"checked": "CloudFormation and SAM templates, policy documents, Organizations backup policies, farvault " +
		"settings; - is standard input. Files of one run can refer to each other.",
	"coverage": "Show every resource: which good copy it has in the central vault, or why there is none.",
	"demo":     "Play the whole story in a simulated AWS, in seconds: protected, broken, diagnosed, repaired.",
	"deployed": "Deploy with these settings in place of infra/settings.yaml.",
	"diffAll":  "Every account in scope: what the next sweep would change, what its keys cost, and what backs up already.",
	"doctor": "Check every precondition of the organization and its accounts: PASS or FAIL, with the command that " +
		"repairs it.",
	"explain": "Explain why a backup, copy or restore failed, from a message, an event file or JSON lines.",
	"explained": "An event, a describe or list answer, a CloudTrail record or an SNS notification, as JSON; - is " +
		"standard input. With --live the job's id.",
	"homeRegion":        "farvault's home Region; without it that of AWS_REGION or of the profile.",
	"listen":            "Whoever reaches it is administrator of every account in it.",
	"live":              "Read the job from AWS and prove why it failed: copy-job, backup-job or restore-job.",
	"managementProfile": "A profile of the management account's credentials, instead of farvault's reader role.",
	"memberProfile": "A profile of the member's credentials, instead of farvault's reader role, which cannot read the " +
		"event history.",
	"accept":  "End a message about deleted backups, which no later copy ends. It is recorded and listed.",
	"mute":    "Mute a cause, an account or a resource for a while. Failures are still recorded.",
	"profile": "The profile of the central account's credentials; without it the standard AWS environment's.",
	"retire":  "End farvault's work in accounts, with your own credentials there: backups stop, no data is deleted.",
	"retireProfile": "The profile of your own credentials in the member, or of those that can assume --member-role. " +
		"Without it the commands are printed.",
	"retireRole": "A role of the member that those credentials can assume, such as OrganizationAccountAccessRole.",
	"receivers":  "The settings file, for its receivers; without it the settings that this binary was built with.",
	"replayed": "Events as EventBridge delivers them, or farvault's own queue messages, as JSON; - is standard " +
		"input.",
	"pilot": "Begin with Mode Observe on the two accounts of Scope.IncludeAccounts, which have backups of their " +
		"own.",
	"seed":           "Make other ids. The same words give the same ids to calls in the same order.",
	"selftest":       "Ask AWS whether it is as farvault assumes: calls that only read, and experiments for a sandbox.",
	"selftestJSON":   "One JSON object for each row, with account ids, ARNs and names replaced, so that you can file it.",
	"settingsDiffer": "Apply although these settings differ from those that are deployed, which will be put back.",
	"settings":       "The settings file; without it the settings that this binary was built with.",
	"simulator":      "Serve the simulated AWS with farvault deployed in it, for the AWS CLI or any SDK.",
	"symptoms": "Read JSON lines with message and job (state, resourceType, messageCategory) from standard input; " +
		"answer line by line.",
	"wait": "Look again until everything is in place, for an hour or as long as said (--wait=30m).",
	"trials": "Read JSON lines with principal, principalAccount, action, resource, resourceAccount, context and " +
		"the policies from standard input; answer line by line.",
}

package cli

import "github.com/alecthomas/kong"

// helps are the help texts that several commands share and those that would not fit on a declaration's line, by the
// name that the declaration puts in ${}.
var helps = kong.Vars{
	"bare": "Serve AWS with this account alone, in no organization, and nothing deployed in it.",
	"binaries": "Run the binaries that make build has put beside this command, as processes, in place of the " +
		"handlers.",
	"breaker": "Whether a run was stopped because it would change too many accounts; let it go on.",
	"changed": "What the newest run has changed. Exit status 1 when it was stopped.",
	"check":   "What AWS would refuse in templates, policies and settings, or accept and fail on later.",
	"checked": "CloudFormation and SAM templates, policy documents, Organizations backup policies, farvault " +
		"settings; - is standard input. The files of one run know of each other.",
	"demo":     "The whole story in a simulated AWS, in seconds: protected, broken, diagnosed, mended.",
	"deployed": "Deploy with these settings in place of infra/settings.yaml.",
	"doctor": "Every precondition of the organization and its accounts: PASS or FAIL, with the command that " +
		"mends it.",
	"explain":   "Why a backup, copy or restore failed: a message, an event file, or JSON lines.",
	"explained": "An EventBridge event of AWS Backup, as JSON; - is standard input. With --live the job's id.",
	"listen":    "Who reaches it is administrator of every account in it.",
	"live":      "Read the job from AWS and prove why it failed: copy-job, backup-job or restore-job.",
	"mute":      "Do not tell of a cause, an account or a resource for a while. It is recorded all the same.",
	"receivers": "The settings file, for its receivers; without it the settings that this binary was built with.",
	"replayed": "Events as EventBridge delivers them, or farvault's own queue messages, as JSON; - is standard " +
		"input.",
	"seed":      "Make other ids. The same words give the same ids to calls in the same order.",
	"settings":  "The settings file; without it the settings that this binary was built with.",
	"simulator": "The simulated AWS with farvault deployed in it, for the aws command line or any SDK.",
	"symptoms": "Read JSON lines with message and job (state, resourceType, messageCategory) from standard input; " +
		"answer line by line.",
	"trials": "Read JSON lines with principal, principalAccount, action, resource, resourceAccount, context and " +
		"the policies from standard input; answer line by line.",
}

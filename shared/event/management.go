package event

// ManagementEvent is CloudTrail's word of an API call that changed something, with who made it. Whether what
// was changed is farvault's, and whether it is still so, is for whoever looks at the account to find out.
type ManagementEvent struct {
	Origin
	CallID string `json:"callId"`           // CloudTrail's eventID, the same however often the event comes
	Source string `json:"source"`           // backup.amazonaws.com
	Name   string `json:"name"`             // PutBackupVaultAccessPolicy
	Target string `json:"target,omitempty"` // what the request names: a vault's name, a plan's id, a key's id or ARN, ...
	By     string `json:"by"`               // ARN of the caller, or what else AWS knows it by; untrusted text
	Issuer string `json:"issuer,omitempty"` // ARN of the role whose session the caller is

	Service string `json:"service,omitempty"` // the AWS service that made the call for itself
	Point   string `json:"point,omitempty"`   // ARN of the recovery point that the request names
}

func (ManagementEvent) event() {}

// targets are the members of a request that name what it changes.
var targets = []string{
	"backupVaultName",
	"backupPlanId",
	"keyId",
	"aliasName",
	"rule",
	"name",
	"roleName",
	"resourceArn",
}

// decodeCall reads a call of AWS Backup, KMS, EventBridge or IAM that CloudTrail tells of.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
func decodeCall(e envelope) (Event, error) {
	d := e.object.object("detail")
	who := d.object("userIdentity")
	call := ManagementEvent{
		Origin: e.Origin,
		CallID: d.text("eventID"),
		Source: d.text("eventSource"),
		Name:   d.text("eventName"),
		Target: d.object("requestParameters").text(targets...),
		By:     who.text("arn", "userName", "invokedBy", "principalId", "accountId"),
		Issuer: who.object("sessionContext").object("sessionIssuer").text("arn"),

		Service: who.text("invokedBy"),
		Point:   d.object("requestParameters").text("recoveryPointArn"),
	}
	code := d.text("errorCode")
	switch {
	case d.wrong() != nil:
		return nil, d.wrong()
	case call.Name == "":
		return nil, d.missing("eventName")
	case code != "":
		return ignore(e, "the call %s failed (%s), nothing changed", call.Name, code), nil
	}
	if at := d.time("eventTime"); !at.IsZero() {
		call.Time = at
	}
	if call.CallID == "" {
		call.CallID = e.ID
	}
	return call, nil
}

package chain

import (
	"encoding/json"
	"fmt"

	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/shared/settings"
)

// managedPolicies are what AWS ships for a backup role. The S3 pair has no service-role/ in its ARN.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/security-iam-awsmanpol.html
var managedPolicies = []string{
	"service-role/AWSBackupServiceRolePolicyForBackup",
	"service-role/AWSBackupServiceRolePolicyForRestores",
	"AWSBackupServiceRolePolicyForS3Backup",
	"AWSBackupServiceRolePolicyForS3Restore",
}

// backupRole is what AWS Backup assumes to back up and to start the copies. It must never
// be deleted: AWS Backup runs the lifecycle of the recovery points by it.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/iam-service-roles.html
func (d desirer) backupRole(account string) Role {
	r := Role{
		Account:             account,
		Name:                BackupRole,
		Path:                RolePath,
		Trust:               d.backupTrust(account),
		PermissionsBoundary: BoundaryARN(d.settings, d.deployment, account),
	}
	for _, name := range managedPolicies {
		r.ManagedPolicies = append(r.ManagedPolicies, "arn:"+d.deployment.Partition+":iam::aws:policy/"+name)
	}
	return r
}

// forwarderRole is what EventBridge assumes to put a member's events on the central bus.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
func (d desirer) forwarderRole(account string) Role {
	return Role{
		Account:             account,
		Name:                ForwarderRole,
		Path:                RolePath,
		Trust:               d.forwarderTrust(account),
		Inline:              map[string]policy.Document{ForwarderPolicy: policy.PutEvents(d.deployment.CentralBusARN)},
		PermissionsBoundary: BoundaryARN(d.settings, d.deployment, account),
	}
}

// backupTrust lets AWS Backup in, and with TrustSourceConditions for its own account alone: no page of AWS Backup's
// says that it sends aws:SourceAccount with AssumeRole, its page on confused deputies speaks of topics and keys; roles
// of the module below have it in production. No aws:SourceArn: what would be in it nobody shows.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/cross-service-confused-deputy-prevention.html
// https://github.com/nationalarchives/terraform-aws-immutable-aws-backup/blob/main/modules/service-deployment/iam-service-role.tf
func (d desirer) backupTrust(account string) policy.Document {
	if !d.settings.TrustSourceConditions {
		return policy.Trust("backup.amazonaws.com")
	}
	return policy.TrustFrom("backup.amazonaws.com", policy.Condition{"StringEquals": {"aws:SourceAccount": {account}}})
}

// forwarderTrust lets EventBridge in, and with TrustSourceConditions for farvault's own rule in any Region alone.
// https://github.com/nationalarchives/terraform-aws-immutable-aws-backup (stackset.json.tftpl, EventBridgeRole)
func (d desirer) forwarderTrust(account string) policy.Document {
	if !d.settings.TrustSourceConditions {
		return policy.Trust("events.amazonaws.com")
	}
	rule := org.Rule(d.deployment.Partition, "*", account, ForwardingRule)
	return policy.TrustFrom("events.amazonaws.com", policy.Condition{"ArnLike": {"aws:SourceArn": {rule}}})
}

// ForwarderPolicy names the one inline policy of the forwarding role.
const ForwarderPolicy = "put-events-on-central-bus"

// forwardingTarget is the id of the central bus among the rule's targets.
const forwardingTarget = "central-bus"

// forwardedEvents lets every event of AWS Backup through, states that nobody has seen yet included, but
// for known chatter: recovery point indexes and, of what CloudTrail reports, all but the selections that
// AWS Backup could not process, which raise no other event, and the calls by which somebody else changes the chain.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-content-based-filtering.html
func forwardedEvents(writerARN string) string {
	chatter := []any{"Recovery Point Index State Change", apiCall}
	pattern, err := json.Marshal(map[string]any{"$or": []any{
		map[string]any{
			"source":      []any{"aws.backup"},
			"detail-type": []any{map[string]any{"anything-but": chatter}},
			"detail": map[string]any{
				"eventName": []any{map[string]any{"exists": false}, "ProcessBackupPlanSelection"},
			},
		},
		map[string]any{"source": watchedSources(), "detail-type": []any{apiCall}, "detail": watchedPattern(writerARN)},
	}})
	if err != nil {
		panic(fmt.Sprintf("chain: event pattern: %v", err)) // texts and lists alone
	}
	return string(pattern)
}

// apiCall is the detail-type of a call that CloudTrail tells of.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
const apiCall = "AWS API Call via CloudTrail"

func (d desirer) forwardingRule(account, region string) EventRule {
	return EventRule{
		Account:       account,
		Region:        region,
		Name:          ForwardingRule,
		EventPattern:  forwardedEvents(d.deployment.WriterARN(account)),
		State:         RuleEnabled,
		TargetID:      forwardingTarget,
		TargetARN:     d.deployment.CentralBusARN,
		TargetRoleARN: d.deployment.RoleARN(account, ForwarderRole),
	}
}

// BoundaryARN is the permissions boundary of the roles that farvault makes in a member: the settings', or
// infra/member.yaml's own; empty where farvault enters without the StackSet that makes it.
func BoundaryARN(s settings.Settings, place Deployment, account string) string {
	name := or(s.PermissionsBoundary, settings.DefaultBoundary)
	if s.Entry.RoleName != "" && name == settings.DefaultBoundary {
		return ""
	}
	return org.IAM(place.Partition, account, "policy/"+name)
}

package main

import "strings"

// The two accounts: the caller is always of the first.
const (
	own     = "111122223333"
	foreign = "444455556666"
)

// callers are every sort of principal that farvault's policies meet.
var callers = []string{
	"arn:aws:iam::" + own + ":user/bob",
	"arn:aws:iam::" + own + ":role/plain",
	"arn:aws:sts::" + own + ":assumed-role/plain/s1",
	"arn:aws:sts::" + own + ":assumed-role/plain/s1",
	"arn:aws:iam::" + own + ":role/farvault/reader",
	"arn:aws:iam::" + own + ":root",
	"backup.amazonaws.com",
}

// others may be named as Principal beside the caller.
var others = []string{
	"arn:aws:iam::" + own + ":root",
	own,
	"arn:aws:iam::" + foreign + ":root",
	foreign,
	"arn:aws:iam::" + own + ":user/bob",
	"arn:aws:iam::" + own + ":role/plain",
	"arn:aws:iam::" + own + ":role/farvault/reader",
	"arn:aws:sts::" + own + ":assumed-role/plain/s1",
	"arn:aws:sts::" + own + ":assumed-role/other/s1",
}

// target is an action on a resource. ACCOUNT in the resource stands for its account.
// Only some types of resource have a policy of their own.
type target struct {
	action, resource string
	hasPolicy        bool
	keys             []string // condition keys of the service
}

const key = "arn:aws:kms:eu-west-1:ACCOUNT:key/1234abcd-12ab-34cd-56ef-1234567890ab"

// Condition keys are those that the Service Authorization Reference lists for the action.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
var targets = []target{
	{"kms:Decrypt", key, true, []string{"kms:ViaService", "kms:CallerAccount", "aws:ResourceTag/owner"}},
	{"kms:CreateGrant", key, true, []string{"kms:GrantIsForAWSResource", "kms:ViaService", "kms:GrantOperations"}},
	{"kms:DescribeKey", key, true, []string{"kms:ViaService"}},
	{"kms:ListKeys", "*", false, nil},
	{
		"backup:CopyIntoBackupVault",
		"arn:aws:backup:eu-west-1:ACCOUNT:backup-vault:central",
		true,
		[]string{"aws:ResourceTag/owner"},
	},
	{"backup:StartBackupJob", "arn:aws:backup:eu-west-1:ACCOUNT:backup-vault:central", true, nil},
	{
		"backup:CopyFromBackupVault",
		"arn:aws:backup:eu-west-1:ACCOUNT:recovery-point:1EB3B5E7-9EB0-435A-A80B-108B488B0D45",
		false,
		[]string{"backup:CopyTargets"},
	},
	{
		"sts:AssumeRole",
		"arn:aws:iam::ACCOUNT:role/farvault/farvault-reader",
		true,
		[]string{"sts:ExternalId", "sts:RoleSessionName"},
	},
	{
		"events:PutEvents",
		"arn:aws:events:eu-west-1:ACCOUNT:event-bus/farvault",
		true,
		[]string{"events:source", "events:detail-type"},
	},
	{"sqs:SendMessage", "arn:aws:sqs:eu-west-1:ACCOUNT:jobs", true, nil},
	{"iam:PassRole", "arn:aws:iam::ACCOUNT:role/farvault/farvault-backup", false, []string{"iam:PassedToService"}},
	{"iam:GetRole", "arn:aws:iam::ACCOUNT:role/farvault/farvault-backup", false, nil},
	{
		"iam:CreateRole",
		"arn:aws:iam::ACCOUNT:role/farvault/farvault-backup",
		false,
		[]string{"iam:PermissionsBoundary", "aws:RequestTag/owner", "aws:TagKeys"},
	},
}

func (t target) in(account string) string { return strings.ReplaceAll(t.resource, "ACCOUNT", account) }

// service and operation are the two halves of the action.
func (t target) service() string   { s, _, _ := strings.Cut(t.action, ":"); return s }
func (t target) operation() string { _, o, _ := strings.Cut(t.action, ":"); return o }

// subject is what a condition key holds: its type of operator, values that meet in
// requests and policies, and whether a request can have several.
type subject struct {
	operators []string
	values    []string
	several   bool
}

var (
	text = []string{
		"StringEquals",
		"StringNotEquals",
		"StringLike",
		"StringNotLike",
		"StringEqualsIgnoreCase",
		"StringNotEqualsIgnoreCase",
	}
	arn     = []string{"ArnLike", "ArnEquals", "ArnNotLike", "ArnNotEquals", "StringLike", "StringEquals"}
	boolean = []string{"Bool"}
	date    = []string{
		"DateEquals",
		"DateNotEquals",
		"DateLessThan",
		"DateLessThanEquals",
		"DateGreaterThan",
		"DateGreaterThanEquals",
	}
	number = []string{
		"NumericEquals",
		"NumericNotEquals",
		"NumericLessThan",
		"NumericLessThanEquals",
		"NumericGreaterThan",
		"NumericGreaterThanEquals",
	}
	address = []string{"IpAddress", "NotIpAddress"}
)

// globals are the condition keys that any request can have.
var globals = []string{
	"aws:PrincipalOrgID",
	"aws:PrincipalOrgPaths",
	"aws:SourceIp",
	"aws:CurrentTime",
	"aws:EpochTime",
	"aws:SecureTransport",
	"aws:MultiFactorAuthAge",
	"aws:PrincipalTag/team",
	"aws:SourceArn",
	"aws:SourceAccount",
	"aws:username",
}

// derived are the keys that follow from who calls and what is called.
var derived = []string{
	"aws:PrincipalArn",
	"aws:PrincipalType",
	"aws:PrincipalAccount",
	"aws:ResourceAccount",
	"aws:PrincipalIsAWSService",
}

var subjects = map[string]subject{
	"kms:ViaService":            {text, []string{"ec2.eu-west-1.amazonaws.com", "rds.eu-west-1.amazonaws.com"}, false},
	"kms:CallerAccount":         {text, []string{own, foreign}, false},
	"kms:GrantIsForAWSResource": {boolean, []string{"true", "false"}, false},
	"kms:GrantOperations":       {text, []string{"Decrypt", "DescribeKey", "CreateGrant"}, true},
	"backup:CopyTargets": {
		arn,
		[]string{
			"arn:aws:backup:eu-west-1:" + own + ":backup-vault:central",
			"arn:aws:backup:eu-west-1:" + foreign + ":backup-vault:x",
		},
		true,
	},
	"sts:ExternalId":          {text, []string{"x", "y"}, false},
	"sts:RoleSessionName":     {text, []string{"s1", "s2"}, false},
	"events:source":           {text, []string{"aws.backup", "aws.kms"}, false},
	"events:detail-type":      {text, []string{"Copy Job State Change", "other"}, false},
	"iam:PassedToService":     {text, []string{"backup.amazonaws.com", "events.amazonaws.com"}, false},
	"iam:PermissionsBoundary": {arn, []string{"arn:aws:iam::" + own + ":policy/farvault/farvault-boundary"}, false},
	"aws:RequestTag/owner":    {text, []string{"farvault", "other"}, false},
	"aws:ResourceTag/owner":   {text, []string{"farvault", "other", "far*"}, false},
	"aws:TagKeys":             {text, []string{"owner", "team", "Owner"}, true},
	"aws:PrincipalOrgID":      {text, []string{"o-a1b2c3d4e5", "o-zzzzzzzzzz"}, false},
	"aws:PrincipalOrgPaths": {
		text,
		[]string{"o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/", "o-a1b2c3d4e5/r-ab12/"},
		true,
	},
	"aws:SourceIp":           {address, []string{"203.0.113.7", "10.0.0.1"}, false},
	"aws:CurrentTime":        {date, []string{"2025-11-20T12:00:00Z", "2026-01-01T00:00:00Z"}, false},
	"aws:EpochTime":          {date, []string{"1763640000", "1767225600"}, false},
	"aws:SecureTransport":    {boolean, []string{"true", "false"}, false},
	"aws:MultiFactorAuthAge": {number, []string{"10", "3600", "86400"}, false},
	"aws:PrincipalTag/team":  {text, []string{"blue", "farvault", "central"}, false},
	"aws:SourceArn": {
		arn,
		[]string{"arn:aws:events:eu-west-1:" + own + ":rule/r1", "arn:aws:events:eu-west-1:" + foreign + ":rule/r2"},
		false,
	},
	"aws:SourceAccount": {text, []string{own, foreign}, false},
	"aws:username":      {text, []string{"bob", "alice"}, false},
	"aws:PrincipalArn": {
		arn,
		[]string{
			"arn:aws:iam::" + own + ":role/plain",
			"arn:aws:iam::" + own + ":user/bob",
			"arn:aws:iam::" + foreign + ":role/x",
		},
		false,
	},
	"aws:PrincipalType":         {text, []string{"User", "AssumedRole", "Account"}, false},
	"aws:PrincipalAccount":      {text, []string{own, foreign}, false},
	"aws:ResourceAccount":       {text, []string{own, foreign}, false},
	"aws:PrincipalIsAWSService": {boolean, []string{"true", "false"}, false},
}

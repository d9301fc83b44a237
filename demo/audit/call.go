package audit

import (
	"context"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup/types"
	"github.com/aws/smithy-go"

	"farvault/demo/stage"
)

// call is one call with its parameters.
type call struct {
	name  string // the action and what it does, in words
	gives string // the role whose session it gives; empty: none
	// later is one whose effect comes by what AWS or farvault does afterwards. It is tried from the first state: it rests
	// on no right that another call gives.
	later bool
	do    func(context.Context, session) (*session, error)
}

// row is a kind of call, with its parameters drawn from the world.
type row struct {
	action string
	// in is whose sessions make it: AWS Backup, KMS and IAM act in the caller's own account alone, but for keys.
	in    string
	calls func(w *world, by session) []call
}

// anywhere is a call that is made in any account.
const anywhere = ""

// plain makes a call that gives no session.
func plain(name string, do func(context.Context, aws.Config) error) call {
	return call{
		name: name,
		do:   func(ctx context.Context, by session) (*session, error) { return nil, do(ctx, by.config) },
	}
}

// calls are all that a session may try. Those of an account are drawn once: what is new in a world is drawn by name.
func (w *world) calls(by session) []call {
	all, drawn := w.candidates[by.role]
	if drawn {
		return all
	}
	for _, r := range table {
		if r.in == anywhere || r.in == by.account {
			all = append(all, r.calls(w, by)...)
		}
	}
	w.candidates[by.role] = all
	return all
}

// table is what is tried. Left out is what can harm no copy that is there: new keys, plans, selections, rules, the
// table and the queues of alerts, and what only reads.
var table = []row{
	{"backup:DeleteRecoveryPoint", stage.CentralID, (*world).deletePoint},
	{"backup:UpdateRecoveryPointLifecycle", stage.CentralID, (*world).shortenPoint},
	{"backup:DeleteBackupVault", stage.CentralID, (*world).deleteVault},
	{"backup:PutBackupVaultAccessPolicy", stage.CentralID, (*world).vaultPolicies},
	{"backup:DeleteBackupVaultAccessPolicy", stage.CentralID, (*world).noVaultPolicy},
	{"backup:PutBackupVaultLockConfiguration", stage.CentralID, (*world).lock},
	{"backup:DeleteBackupVaultLockConfiguration", stage.CentralID, (*world).unlock},
	{"backup:TagResource", stage.CentralID, (*world).tagVault},
	{"backup:StartCopyJob", anywhere, (*world).copyAgain},
	{"kms:PutKeyPolicy", anywhere, (*world).keyPolicies},
	{"kms:DisableKey", anywhere, (*world).disableKey},
	{"kms:ScheduleKeyDeletion", anywhere, (*world).deleteKey},
	{"kms:TagResource", anywhere, (*world).tagKey},
	{"kms:CreateAlias", stage.CentralID, (*world).aliasKey},
	{"kms:CreateGrant", anywhere, (*world).grantKey},
	{"iam:UpdateAssumeRolePolicy", anywhere, (*world).trustRoles},
	{"iam:PutRolePolicy", anywhere, (*world).inlineRoles},
	{"iam:AttachRolePolicy", anywhere, (*world).attachRoles},
	{"iam:DetachRolePolicy", anywhere, (*world).detachRoles},
	{"iam:DeleteRole", anywhere, (*world).deleteRoles},
	{"iam:CreateRole", anywhere, (*world).makeRole},
	{"sts:AssumeRole", anywhere, (*world).enterRoles},
	{"sqs:SendMessage", stage.CentralID, (*world).askProvision},
}

func deleteAfter(days int64) *types.Lifecycle { return &types.Lifecycle{DeleteAfterDays: &days} }

// code is AWS's error code; empty when it went well.
func code(err error) string {
	var known smithy.APIError
	if errors.As(err, &known) {
		return known.ErrorCode()
	}
	return ""
}

// short is a role's name with its account's part in the world.
func short(role string) string {
	name := role[strings.LastIndex(role, "/")+1:]
	switch accountOf(role) {
	case stage.CentralID:
		return name + " of the central account"
	case stage.ManagementID:
		return name + " of the management account"
	}
	return name + " of the member"
}

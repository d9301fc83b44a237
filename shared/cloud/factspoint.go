package cloud

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"farvault/shared/event"
	"farvault/shared/guard"
	"farvault/shared/org"
	"farvault/shared/proof"
)

// PointFacts is the world as far as the deletion of a recovery point depends on it: the role that it was made with, and
// what limits that. In the central account a copy may name the role of the account that it came from.
func (r *Reader) PointFacts(ctx context.Context, p event.RecoveryPointStateChange) proof.Facts {
	account := p.Account
	if arn, err := org.ParseARN(p.RoleARN); err == nil {
		account = arn.Account
	}
	f := proof.Facts{
		Copy: proof.CopyAttempt{
			ResourceARN: p.ResourceARN, ResourceType: p.ResourceType, RecoveryPointARN: p.RecoveryPointARN,
			SourceAccount: account, Region: p.Region, SourceVaultARN: p.VaultARN, RoleARN: p.RoleARN, At: p.Time,
		},
		Organization: proof.Known(r.cloud.deployment.OrganizationID),
	}
	var all guard.Group
	look(&all, &f.SourceAccount, func() (org.Account, error) { return r.organization.Account(ctx, account) })
	look(&all, &f.SCPs, func() ([][]proof.ControlPolicy, error) {
		return r.controlPolicies(ctx, account, types.PolicyTypeServiceControlPolicy)
	})
	look(&all, &f.BackupRole, func() (proof.Role, error) { return r.role(ctx, account, p.RoleARN) })
	all.Wait()
	return f
}

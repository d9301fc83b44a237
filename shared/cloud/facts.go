package cloud

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"farvault/shared/chain"
	"farvault/shared/event"
	"farvault/shared/guard"
	"farvault/shared/org"
	"farvault/shared/proof"
)

// Reader gathers facts by the reader roles. It has no way to write.
type Reader struct {
	cloud        *Cloud
	organization *Organization
}

// Reader enters by the role that only reads.
func (c *Cloud) Reader() *Reader { return &Reader{cloud: c, organization: c.Organization()} }

// Facts is the world as far as the copy depends on it. Each look is by itself: one that fails becomes an
// unread fact that says why and who was refused, and stops no other.
func (r *Reader) Facts(ctx context.Context, job event.JobStateChange) proof.Facts {
	source, destination := job.Account, org.ARN{}
	if arn, err := org.ParseARN(job.DestinationVaultARN); err == nil {
		destination = arn
	}
	f := proof.Facts{
		Copy: proof.CopyAttempt{
			ResourceARN: job.ResourceARN, ResourceType: job.ResourceType, RecoveryPointARN: job.RecoveryPointARN,
			SourceAccount: source, Region: job.Region, SourceVaultARN: job.SourceVaultARN,
			DestinationVaultARN: job.DestinationVaultARN, RoleARN: job.RoleARN, At: job.CreatedAt,
		},
		Organization: proof.Known(r.cloud.deployment.OrganizationID),
	}
	var all guard.Group
	look(&all, &f.SourceAccount, func() (org.Account, error) { return r.organization.Account(ctx, source) })
	look(&all, &f.DestinationAccount, func() (org.Account, error) {
		return r.organization.Account(ctx, destination.Account)
	})
	look(&all, &f.CrossAccountBackup, func() (bool, error) { return r.crossAccountBackup(ctx) })
	look(&all, &f.SCPs, func() ([][]proof.ControlPolicy, error) {
		return r.controlPolicies(ctx, source, types.PolicyTypeServiceControlPolicy)
	})
	look(&all, &f.RCPs, func() ([][]proof.ControlPolicy, error) {
		return r.controlPolicies(ctx, source, types.PolicyTypeResourceControlPolicy)
	})
	look(&all, &f.OptIn, func() (map[string]bool, error) { return r.optIn(ctx, source, job.Region) })
	look(&all, &f.CopyRetention, func() (int64, error) { return r.copyRetention(ctx, job) })
	look(&all, &f.SourceVault, func() (proof.Vault, error) { return r.vault(ctx, job.SourceVaultARN) })
	look(&all, &f.BackupRole, func() (proof.Role, error) { return r.role(ctx, source, job.RoleARN) })
	look(&all, &f.ServiceLinkedRole, func() (proof.Role, error) {
		return r.serviceLinkedRole(ctx, destination.Account)
	})
	all.Go(func() error {
		f.RecoveryPoint = read(func() (proof.RecoveryPoint, error) { return r.recoveryPoint(ctx, job) })
		f.SourceKey = r.keyOf(ctx, f.RecoveryPoint.Why, f.RecoveryPoint.Value.EncryptionKeyARN)
		return nil
	})
	all.Go(func() error {
		f.DestinationVault = read(func() (proof.Vault, error) { return r.vault(ctx, job.DestinationVaultARN) })
		f.DestinationKey = r.keyOf(ctx, f.DestinationVault.Why, f.DestinationVault.Value.EncryptionKeyARN)
		return nil
	})
	all.Wait()
	for _, key := range []proof.Fact[proof.Key]{f.SourceKey, f.DestinationKey} {
		if key.Value.Owned {
			f.OwnedKeys = append(f.OwnedKeys, key.Value.ARN)
		}
	}
	return f
}

// look reads a fact beside the others.
func look[T any](all *guard.Group, fact *proof.Fact[T], see func() (T, error)) {
	all.Go(func() error {
		*fact = read(see)
		return nil
	})
}

// read makes a fact of what a look gives. One that panics is a fact that could not be read, as one that fails is.
func read[T any](see func() (T, error)) proof.Fact[T] {
	var value T
	err := guard.Do(func() (err error) {
		value, err = see()
		return err
	})
	if err != nil {
		return proof.Unread[T](err.Error())
	}
	return proof.Known(value)
}

// keyOf looks at the key that something else named; where that could not be read, nor can the key.
func (r *Reader) keyOf(ctx context.Context, unread, keyARN string) proof.Fact[proof.Key] {
	if unread != "" {
		return proof.Unread[proof.Key](unread)
	}
	if keyARN == "" {
		return proof.Known(proof.Key{})
	}
	return read(func() (proof.Key, error) { return r.key(ctx, keyARN) })
}

// by puts who was refused before an error of the account, where it is a refusal.
func (r *Reader) by(account string, err error) error {
	role := chain.ReaderRole
	if account == r.cloud.deployment.CentralAccountID {
		role = r.cloud.name
	}
	return refusedTo(role+" in "+account, err)
}

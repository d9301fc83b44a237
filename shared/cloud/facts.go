package cloud

import (
	"context"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"farvault/shared/chain"
	"farvault/shared/event"
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
	var wait sync.WaitGroup
	wait.Go(func() { f.SourceAccount = read(r.organization.Account(ctx, source)) })
	wait.Go(func() { f.DestinationAccount = read(r.organization.Account(ctx, destination.Account)) })
	wait.Go(func() { f.CrossAccountBackup = read(r.crossAccountBackup(ctx)) })
	wait.Go(func() { f.SCPs = read(r.controlPolicies(ctx, source, types.PolicyTypeServiceControlPolicy)) })
	wait.Go(func() { f.RCPs = read(r.controlPolicies(ctx, source, types.PolicyTypeResourceControlPolicy)) })
	wait.Go(func() { f.OptIn = read(r.optIn(ctx, source, job.Region)) })
	wait.Go(func() { f.CopyRetention = read(r.copyRetention(ctx, job)) })
	wait.Go(func() { f.SourceVault = read(r.vault(ctx, job.SourceVaultARN)) })
	wait.Go(func() { f.BackupRole = read(r.role(ctx, source, job.RoleARN)) })
	wait.Go(func() { f.ServiceLinkedRole = read(r.serviceLinkedRole(ctx, destination.Account)) })
	wait.Go(func() {
		f.RecoveryPoint = read(r.recoveryPoint(ctx, job))
		f.SourceKey = r.keyOf(ctx, f.RecoveryPoint.Why, f.RecoveryPoint.Value.EncryptionKeyARN)
	})
	wait.Go(func() {
		f.DestinationVault = read(r.vault(ctx, job.DestinationVaultARN))
		f.DestinationKey = r.keyOf(ctx, f.DestinationVault.Why, f.DestinationVault.Value.EncryptionKeyARN)
	})
	wait.Wait()
	for _, key := range []proof.Fact[proof.Key]{f.SourceKey, f.DestinationKey} {
		if key.Value.Owned {
			f.OwnedKeys = append(f.OwnedKeys, key.Value.ARN)
		}
	}
	return f
}

// read makes a fact of what a look gave.
func read[T any](value T, err error) proof.Fact[T] {
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
	return read(r.key(ctx, keyARN))
}

// by puts who was refused before an error of the account, where it is a refusal.
func (r *Reader) by(account string, err error) error {
	role := chain.ReaderRole
	if account == r.cloud.deployment.CentralAccountID {
		role = r.cloud.name
	}
	return refusedTo(role+" in "+account, err)
}

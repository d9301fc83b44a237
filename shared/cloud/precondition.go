package cloud

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"farvault/shared/proof"
)

// OrganizationState is the organization as far as copies depend on it, by the management account's reader role.
func (r *Reader) OrganizationState(ctx context.Context) (proof.OrganizationState, error) {
	s, err := r.cloud.management(ctx)
	if err != nil {
		return proof.OrganizationState{}, err
	}
	var state proof.OrganizationState
	client := s.organizations()
	services := organizations.NewListAWSServiceAccessForOrganizationPaginator(
		client,
		&organizations.ListAWSServiceAccessForOrganizationInput{},
	)
	for services.HasMorePages() {
		page, err := services.NextPage(ctx)
		if err != nil {
			return state, translate("list services with trusted access", err)
		}
		for _, service := range page.EnabledServicePrincipals {
			state.TrustedServices = append(state.TrustedServices, aws.ToString(service.ServicePrincipal))
		}
	}
	if state.Trails, err = r.trails(ctx, s); lasting(err) {
		state.TrailsUnread = err.Error() // by a management stack older than this command
	} else if err != nil {
		return state, err
	}
	state.CrossAccount, err = r.crossAccountBackup(ctx)
	return state, err
}

// FixOrganization makes one of the organization's preconditions hold, with credentials of the management account.
func FixOrganization(ctx context.Context, management aws.Config, name string) error {
	var err error
	switch name {
	case proof.TrustedAccess:
		_, err = organizations.NewFromConfig(management).EnableAWSServiceAccess(
			ctx,
			&organizations.EnableAWSServiceAccessInput{ServicePrincipal: aws.String(proof.BackupService)},
		)
	case proof.CrossAccountBackup:
		_, err = backup.NewFromConfig(management).UpdateGlobalSettings(ctx, &backup.UpdateGlobalSettingsInput{
			GlobalSettings: map[string]string{"isCrossAccountBackupEnabled": "true"},
		})
	default:
		return fmt.Errorf("fix %s: it is no switch of the organization", name)
	}
	return translate("fix "+name, err)
}

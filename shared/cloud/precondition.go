package cloud

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"farvault/shared/chain"
	"farvault/shared/failure"
	"farvault/shared/org"
	"farvault/shared/policy"
)

// OrganizationState is the organization as far as copies depend on it, by the management account's reader role.
func (r *Reader) OrganizationState(ctx context.Context) (chain.OrganizationState, error) {
	s, err := r.cloud.management(ctx)
	if err != nil {
		return chain.OrganizationState{}, err
	}
	var state chain.OrganizationState
	client := s.organizations()
	services := organizations.NewListAWSServiceAccessForOrganizationPaginator(client, &organizations.ListAWSServiceAccessForOrganizationInput{})
	for services.HasMorePages() {
		page, err := services.NextPage(ctx)
		if err != nil {
			return state, translate("list services with trusted access", err)
		}
		for _, service := range page.EnabledServicePrincipals {
			state.TrustedServices = append(state.TrustedServices, aws.ToString(service.ServicePrincipal))
		}
	}
	delegates := organizations.NewListDelegatedAdministratorsPaginator(client, &organizations.ListDelegatedAdministratorsInput{ServicePrincipal: aws.String(chain.BackupService)})
	for delegates.HasMorePages() {
		page, err := delegates.NextPage(ctx)
		if err != nil {
			return state, translate("list delegated administrators", err)
		}
		for _, d := range page.DelegatedAdministrators {
			state.Delegates = append(state.Delegates, aws.ToString(d.Id))
		}
	}
	state.CrossAccount, err = r.crossAccountBackup(ctx)
	return state, err
}

// FixOrganization makes one of the organization's preconditions hold, with credentials of the management account.
func FixOrganization(ctx context.Context, management aws.Config, place chain.Place, name string) error {
	client, service := organizations.NewFromConfig(management), aws.String(chain.BackupService)
	var err error
	switch name {
	case chain.TrustedAccess:
		_, err = client.EnableAWSServiceAccess(ctx, &organizations.EnableAWSServiceAccessInput{ServicePrincipal: service})
	case chain.CrossAccountBackup:
		_, err = backup.NewFromConfig(management).UpdateGlobalSettings(ctx, &backup.UpdateGlobalSettingsInput{
			GlobalSettings: map[string]string{"isCrossAccountBackupEnabled": "true"},
		})
	case chain.DelegatedAdmin:
		_, err = client.RegisterDelegatedAdministrator(ctx, &organizations.RegisterDelegatedAdministratorInput{
			AccountId: aws.String(place.CentralAccountID), ServicePrincipal: service,
		})
	default:
		return fmt.Errorf("fix %s: it is no switch of the organization", name)
	}
	return translate("fix "+name, err)
}

// mustBeAllowed are calls of farvault's and of the backup role that a service control policy may not deny.
var mustBeAllowed = []struct{ role, action string }{
	{chain.ProvisionerRole, "backup:CreateBackupPlan"}, {chain.ProvisionerRole, "backup:CreateBackupSelection"}, {chain.ProvisionerRole, "backup:CreateBackupVault"},
	{chain.ProvisionerRole, "backup:UpdateRegionSettings"}, {chain.ProvisionerRole, "events:PutRule"}, {chain.ProvisionerRole, "events:PutTargets"},
	{chain.ProvisionerRole, "iam:CreateRole"}, {chain.ProvisionerRole, "kms:CreateKey"}, {chain.ProvisionerRole, "kms:PutKeyPolicy"},
	{chain.BackupRole, "backup:CopyFromBackupVault"}, {chain.BackupRole, "backup:CopyIntoBackupVault"}, {chain.BackupRole, "tag:GetResources"},
}

// DeniedByOrganization lists what service control policies deny farvault and its backup role in an account and Region,
// each as the action and the statement that denies it.
func (r *Reader) DeniedByOrganization(ctx context.Context, account org.Account, region, destinationARN string) ([]string, error) {
	scps, err := r.controlPolicies(ctx, account.ID, types.PolicyTypeServiceControlPolicy)
	if err != nil || scps == nil {
		return nil, err
	}
	everything := policy.New(policy.Statement{Effect: policy.Allow, Action: policy.Values{"*"}, Resource: policy.Values{"*"}})
	var denied []string
	for _, call := range mustBeAllowed {
		verdict := policy.Evaluate(policy.Request{
			Principal: r.cloud.place.RoleARN(account.ID, call.role), PrincipalAccount: account.ID, Action: call.action, Resource: "*", ResourceAccount: account.ID,
			Context: map[string][]string{
				"aws:PrincipalOrgID": {r.cloud.place.OrganizationID}, "aws:PrincipalOrgPaths": {string(account.Path)},
				"aws:RequestedRegion": {region}, "backup:CopyTargets": {destinationARN}, "aws:RequestTag/" + chain.OwnerTag: {chain.OwnerValue},
			},
		}, policy.Set{Identity: []policy.Document{everything}, SCPs: failure.Documents(scps)})
		switch {
		case verdict.Decision == policy.ExplicitlyDenied:
			denied = append(denied, call.action+" by "+verdict.By.Statement+" of a "+string(verdict.By.Kind))
		case verdict.Decision == policy.ImplicitlyDenied && len(verdict.Unknown) == 0:
			denied = append(denied, call.action+" because no "+string(policy.ServiceControl)+" of a level allows it")
		}
	}
	return denied, nil
}

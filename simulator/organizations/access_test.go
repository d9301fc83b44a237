package organizations_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"farvault/simulator/organizations"
	"farvault/simulator/wire/wiretest"
)

func TestWhoMayAsk(t *testing.T) {
	t.Parallel()
	const refused = "AccessDeniedException: You don't have permissions to access this resource."
	list := func(t *testing.T, c *sdk.Client) error {
		_, err := c.ListAccounts(t.Context(), &sdk.ListAccountsInput{})
		return err
	}
	describe := func(t *testing.T, c *sdk.Client) error {
		out, err := c.DescribeOrganization(t.Context(), &sdk.DescribeOrganizationInput{})
		if err == nil && *out.Organization.MasterAccountId != management {
			t.Errorf("management account %s", *out.Organization.MasterAccountId)
		}
		return err
	}
	move := func(t *testing.T, c *sdk.Client) error {
		_, err := c.MoveAccount(t.Context(), &sdk.MoveAccountInput{AccountId: aws.String(member), SourceParentId: aws.String(production), DestinationParentId: aws.String(workloads)})
		return err
	}
	for law, test := range map[string]struct {
		who  string
		call func(*testing.T, *sdk.Client) error
		want string
	}{
		"the management account lists":           {management, list, ""},
		"a delegated administrator lists":        {central, list, ""},
		"a member does not list":                 {member, list, refused},
		"a member knows its organization":        {member, describe, ""},
		"an outsider has none":                   {outsider, describe, "AWSOrganizationsNotInUseException: Your account is not a member of an organization."},
		"the management account moves":           {management, move, ""},
		"a delegated administrator moves nobody": {central, move, refused},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.Delegate(central, "backup.amazonaws.com")
			if got := wiretest.Refusal(test.call(t, w.by(test.who))); got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	move := func(account, from, to string) func(*testing.T, *sdk.Client) error {
		return func(t *testing.T, c *sdk.Client) error {
			_, err := c.MoveAccount(t.Context(), &sdk.MoveAccountInput{AccountId: aws.String(account), SourceParentId: aws.String(from), DestinationParentId: aws.String(to)})
			return err
		}
	}
	for law, test := range map[string]struct {
		call func(*testing.T, *sdk.Client) error
		want string
	}{
		"an account that is not there": {func(t *testing.T, c *sdk.Client) error {
			_, err := c.DescribeAccount(t.Context(), &sdk.DescribeAccountInput{AccountId: aws.String(outsider)})
			return err
		}, "AccountNotFoundException: You specified an account that doesn't exist."},
		"the root has no parent": {func(t *testing.T, c *sdk.Client) error {
			_, err := c.ListParents(t.Context(), &sdk.ListParentsInput{ChildId: aws.String(organizations.RootID)})
			return err
		}, "ChildNotFoundException: "},
		"an account has no accounts": {func(t *testing.T, c *sdk.Client) error {
			_, err := c.ListAccountsForParent(t.Context(), &sdk.ListAccountsForParentInput{ParentId: aws.String(member)})
			return err
		}, "ParentNotFoundException: "},
		"more than twenty at a time": {func(t *testing.T, c *sdk.Client) error {
			_, err := c.ListAccounts(t.Context(), &sdk.ListAccountsInput{MaxResults: aws.Int32(21)})
			return err
		}, "InvalidInputException: "},
		"a marker of someone else's": {func(t *testing.T, c *sdk.Client) error {
			_, err := c.ListAccounts(t.Context(), &sdk.ListAccountsInput{NextToken: aws.String("2")})
			return err
		}, "InvalidInputException: "},
		"moved to where it is":       {move(member, production, production), "DuplicateAccountException: That account is already present in the specified destination."},
		"moved from where it is not": {move(member, organizations.RootID, workloads), "SourceParentNotFoundException: "},
		"moved to nowhere":           {move(member, production, "ou-ab12-99999999"), "DestinationParentNotFoundException: "},
		"the management account is not closed": {func(t *testing.T, c *sdk.Client) error {
			_, err := c.CloseAccount(t.Context(), &sdk.CloseAccountInput{AccountId: aws.String(management)})
			return err
		}, "ConstraintViolationException: "},
		"an SCP names no principal": {func(t *testing.T, c *sdk.Client) error {
			_, err := c.CreatePolicy(t.Context(), &sdk.CreatePolicyInput{Name: aws.String("p"), Description: aws.String(""), Type: types.PolicyTypeServiceControlPolicy,
				Content: aws.String(`{"Statement":{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}}`)})
			return err
		}, "MalformedPolicyDocumentException: The provided policy document does not meet the requirements of the specified policy type."},
		"the last SCP stays": {func(t *testing.T, c *sdk.Client) error {
			_, err := c.DetachPolicy(t.Context(), &sdk.DetachPolicyInput{PolicyId: aws.String("p-FullAWSAccess"), TargetId: aws.String(member)})
			return err
		}, "ConstraintViolationException: "},
	} {
		t.Run(law, func(t *testing.T) {
			t.Parallel()
			if got := wiretest.Refusal(test.call(t, newWorld(t).by(management))); !strings.HasPrefix(got, test.want) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func TestTrustedAccessAndDelegation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.EnableServiceAccess("backup.amazonaws.com")
	w.Delegate(central, "backup.amazonaws.com")
	services, err := w.by(management).ListAWSServiceAccessForOrganization(t.Context(), &sdk.ListAWSServiceAccessForOrganizationInput{})
	if err != nil || len(services.EnabledServicePrincipals) != 1 || *services.EnabledServicePrincipals[0].ServicePrincipal != "backup.amazonaws.com" {
		t.Errorf("ListAWSServiceAccessForOrganization = %+v, %v", services, err)
	}
	for service, want := range map[string]int{"backup.amazonaws.com": 1, "guardduty.amazonaws.com": 0} {
		out, err := w.by(management).ListDelegatedAdministrators(t.Context(), &sdk.ListDelegatedAdministratorsInput{ServicePrincipal: aws.String(service)})
		if err != nil || len(out.DelegatedAdministrators) != want {
			t.Errorf("ListDelegatedAdministrators %s = %+v, %v; want %d", service, out, err, want)
		}
	}
}

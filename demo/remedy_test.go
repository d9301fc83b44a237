package demo

import (
	"encoding/json"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"farvault/shared/catalog"
	"farvault/shared/org"
	"farvault/shared/policy"
	"farvault/simulator"
)

// commands are what the remedies print, as the aws command would do them: service and operation, then the
// options as a map. A remedy that is none of these fails the test.
var commands = map[string]func(c *copying, account string, options map[string]string) error{
	"kms enable-key": func(c *copying, account string, o map[string]string) error {
		_, err := c.keysOf(account).EnableKey(c.t.Context(), &kms.EnableKeyInput{KeyId: aws.String(o["--key-id"])})
		return err
	},
	"kms cancel-key-deletion": func(c *copying, account string, o map[string]string) error {
		_, err := c.keysOf(account).CancelKeyDeletion(c.t.Context(), &kms.CancelKeyDeletionInput{KeyId: aws.String(o["--key-id"])})
		return err
	},
	"backup update-global-settings": func(c *copying, account string, o map[string]string) error {
		name, value, _ := strings.Cut(o["--global-settings"], "=")
		_, err := c.backups(account).UpdateGlobalSettings(c.t.Context(), &backup.UpdateGlobalSettingsInput{GlobalSettings: map[string]string{name: value}})
		return err
	},
	"iam create-service-linked-role": func(c *copying, account string, o map[string]string) error {
		_, err := c.roles(account).CreateServiceLinkedRole(c.t.Context(), &iam.CreateServiceLinkedRoleInput{AWSServiceName: aws.String(o["--aws-service-name"])})
		return err
	},
}

// paste types what the diagnosis prints into the account that must act.
func (c *copying) paste(d catalog.Diagnosis) {
	c.t.Helper()
	account := map[catalog.At]string{catalog.Source: c.member, catalog.Destination: centralID, catalog.Management: managementID}[d.AccountAtFault]
	if strings.HasPrefix(d.Paste, "{") {
		c.addStatement(account, d)
		return
	}
	if d.Paste == "" {
		c.t.Fatalf("%s has a remedy in words alone: %s", d.Cause, d.Remedy)
	}
	for _, line := range strings.Split(d.Paste, "\n") {
		words := strings.Fields(line)
		if len(words) < 3 || words[0] != "aws" || commands[words[1]+" "+words[2]] == nil {
			c.t.Fatalf("nobody can type %q", line)
		}
		options := map[string]string{}
		for i := 3; i+1 < len(words); i += 2 {
			options[words[i]] = words[i+1]
		}
		c.must(commands[words[1]+" "+words[2]](c, account, options))
	}
}

// addStatement adds the statement to the policy of the key at fault.
func (c *copying) addStatement(account string, d catalog.Diagnosis) {
	c.t.Helper()
	var statement policy.Statement
	c.must(json.Unmarshal([]byte(d.Paste), &statement))
	had, err := c.keysOf(account).GetKeyPolicy(c.t.Context(), &kms.GetKeyPolicyInput{KeyId: &d.Where})
	c.must(err)
	document, err := policy.Parse(aws.ToString(had.Policy))
	c.must(err)
	document.Statement = append(document.Statement, statement)
	_, err = c.keysOf(account).PutKeyPolicy(c.t.Context(), &kms.PutKeyPolicyInput{KeyId: &d.Where, PolicyName: aws.String("default"), Policy: aws.String(document.String())})
	c.must(err)
}

// owner is the account in an ARN.
func owner(arn string) string {
	parsed, _ := org.ParseARN(arn) // of the simulator's own making
	return parsed.Account
}

// scp attaches a service control policy that denies to the member.
func scp(deny string) func(*copying) {
	return func(c *copying) {
		c.locked(func(w *simulator.World) {
			w.Organizations.AttachSCP(c.member, "guard", `{"Version":"2012-10-17","Statement":[{"Sid":"Guard","Effect":"Deny",`+deny+`}]}`)
		})
	}
}

// noSCP and noRCP take the policy away again, as the management account can.
func noSCP(c *copying) { c.detachGuard(orgtypes.PolicyTypeServiceControlPolicy) }
func noRCP(c *copying) { c.detachGuard(orgtypes.PolicyTypeResourceControlPolicy) }

func (c *copying) detachGuard(kind orgtypes.PolicyType) {
	list, err := c.organizations().ListPoliciesForTarget(c.t.Context(), &organizations.ListPoliciesForTargetInput{TargetId: &c.member, Filter: kind})
	c.must(err)
	for _, p := range list.Policies {
		if aws.ToString(p.Name) == "guard" {
			_, err := c.organizations().DetachPolicy(c.t.Context(), &organizations.DetachPolicyInput{PolicyId: p.Id, TargetId: &c.member})
			c.must(err)
		}
	}
}

// rcp attaches a resource control policy that denies to the member.
func rcp(deny string) func(*copying) {
	return func(c *copying) {
		document := `{"Version":"2012-10-17","Statement":[{"Sid":"Guard","Effect":"Deny",` + deny + `}]}`
		made, err := c.organizations().CreatePolicy(c.t.Context(), &organizations.CreatePolicyInput{
			Name: aws.String("guard"), Description: aws.String(""), Type: orgtypes.PolicyTypeResourceControlPolicy, Content: &document})
		c.must(err)
		_, err = c.organizations().AttachPolicy(c.t.Context(), &organizations.AttachPolicyInput{PolicyId: made.Policy.PolicySummary.Id, TargetId: &c.member})
		c.must(err)
	}
}

func (c *copying) organizations() *organizations.Client {
	return organizations.NewFromConfig(c.world.Administrator(managementID, globalRegion))
}

package iam_test

import (
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/iam"

	"farvault/shared/policy"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
	"farvault/simulator/organizations"
	"farvault/simulator/wire/wiretest"
)

const (
	management = "999988887777"
	central    = "111122223333"
	member     = "222233334444"
	region     = "eu-west-1"

	trustBackup = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"backup.amazonaws.com"},"Action":"sts:AssumeRole"}}`
	allowAll    = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`
)

// world is an organization of three accounts and its IAM.
type world struct {
	wiretest.Server
	*kernel.Kernel
	iam           *iam.Service
	organizations *organizations.Service
}

func newWorld(t *testing.T) world {
	t.Helper()
	k := kernel.New(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	w := world{Kernel: k, iam: iam.New(k), organizations: organizations.New(k, management, "o-a1b2c3d4e5")}
	k.IAM, k.Organization = w.iam, w.organizations
	w.organizations.AddAccount(central, "backup", "")
	w.organizations.AddAccount(member, "payments-prod", "")
	w.Server = wiretest.Serve(t, k, w.iam)
	return w
}

// put makes a role with one inline policy, or with none for an empty document.
func (w world) put(account, name, trust, inline string) string {
	role := iam.Role{Name: name, Path: "/farvault/", Trust: policy.MustParse(trust)}
	if inline != "" {
		role.Inline = map[string]policy.Document{"inline": policy.MustParse(inline)}
	}
	w.Lock()
	defer w.Unlock()
	w.iam.PutRole(account, role)
	return "arn:aws:iam::" + account + ":role/farvault/" + name
}

// by is an IAM client in a session of a role that has an inline policy.
func (w world) by(name, inline string) *sdk.Client {
	return sdk.NewFromConfig(w.Session(w.put(member, name, trustBackup, inline), region))
}

// administrator is an IAM client of the member's administrator.
func (w world) administrator() *sdk.Client { return sdk.NewFromConfig(w.Administrator(member, region)) }

func statement(effect, action, resource, condition string) string {
	if condition == "" {
		condition = "{}"
	}
	return `{"Version":"2012-10-17","Statement":{"Effect":"` + effect + `","Action":"` + action + `","Resource":"` + resource + `","Condition":` + condition + `}}`
}

package kms_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/kms"

	"farvault/shared/policy"
	"farvault/simulator/iam"
	"farvault/simulator/kernel"
	"farvault/simulator/kms"
	"farvault/simulator/organizations"
	"farvault/simulator/wire/wiretest"
)

const (
	central = "111122223333"
	member  = "222233334444"
	region  = "eu-west-1"

	ownRoot   = `{"Sid":"Own","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222233334444:root"},"Action":"kms:*","Resource":"*"}`
	allowKMS  = `{"Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*"}}`
	nothing   = `{"Statement":[]}`
	roleARN   = "arn:aws:iam::222233334444:role/caller"
	trustRoot = `{"Statement":{"Effect":"Allow","Principal":{"Service":"backup.amazonaws.com"},"Action":"sts:AssumeRole"}}`
)

// world is two accounts of an organization, their IAM and KMS.
type world struct {
	wiretest.Server
	*kernel.Kernel
	iam *iam.Service
	kms *kms.Service
}

func newWorld(t *testing.T) world {
	t.Helper()
	k := kernel.New(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	orgs := organizations.New(k, "999988887777", "o-a1b2c3d4e5")
	w := world{Kernel: k, iam: iam.New(k), kms: kms.New(k)}
	k.IAM, k.Organization = w.iam, orgs
	orgs.AddAccount(central, "backup", "")
	orgs.AddAccount(member, "payments-prod", "")
	w.Server = wiretest.Serve(t, k, w.kms)
	return w
}

// by is a client in a session of the role called caller, which has that identity policy.
func (w world) by(account, identity string) *sdk.Client {
	w.Lock()
	w.iam.PutRole(account, iam.Role{
		Name: "caller", Trust: policy.MustParse(trustRoot), Inline: map[string]policy.Document{"inline": policy.MustParse(identity)},
	})
	w.Unlock()
	return sdk.NewFromConfig(w.Session("arn:aws:iam::"+account+":role/caller", region))
}

func (w world) administrator(account string) *sdk.Client {
	return sdk.NewFromConfig(w.Administrator(account, region))
}

// key makes a key of the member with these statements in its policy.
func (w world) key(statements string) string {
	document := policy.MustParse(`{"Version":"2012-10-17","Statement":[` + statements + `]}`)
	w.Lock()
	defer w.Unlock()
	return w.kms.CreateKeyFor(member, region, &document, map[string]string{"farvault:owner": "farvault"})
}

func describe(t *testing.T, c *sdk.Client, id string) string {
	_, err := c.DescribeKey(t.Context(), &sdk.DescribeKeyInput{KeyId: aws.String(id)})
	return wiretest.Refusal(err)
}

package wiring_test

import (
	"fmt"
	"testing"

	"farvault/shared/chain"
	"farvault/shared/settings"
)

// TestBoundaryOfTheTemplateIsTheSettings holds the parameter's default, the policy that the template makes, and the settings' default to one name.
func TestBoundaryOfTheTemplateIsTheSettings(t *testing.T) {
	t.Parallel()
	parameters, _ := readTemplate(t, "infra/member.yaml").section("Parameters")
	inTemplate := fmt.Sprint(parameters["PermissionsBoundary"]["Default"])
	if inTemplate != settings.DefaultBoundary || "/"+inTemplate != chain.RolePath+chain.BoundaryPolicy {
		t.Errorf("infra/member.yaml says %s, the settings %s, the policy is %s", inTemplate, settings.DefaultBoundary, chain.RolePath+chain.BoundaryPolicy)
	}
}

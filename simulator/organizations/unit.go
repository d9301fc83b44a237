package organizations

import "farvault/simulator/kernel"

type createUnitInput struct {
	ParentId, Name string
	Tags           []organizationsTag
}

type unitOutput struct{ OrganizationalUnit unit }

// createOrganizationalUnit makes an OU below the root or another OU; siblings have different names.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganizationalUnit.html
func (s *Service) createOrganizationalUnit(c *kernel.Call, in createUnitInput) (unitOutput, error) {
	context := map[string][]string{}
	for _, tag := range in.Tags {
		context["aws:RequestTag/"+tag.Key] = []string{tag.Value}
		context["aws:TagKeys"] = append(context["aws:TagKeys"], tag.Key)
	}
	if err := s.authorize(c, managementOnly, s.resource(in.ParentId), context); err != nil {
		return unitOutput{}, err
	}
	made, err := s.newUnit(in)
	request := map[string]any{"parentId": in.ParentId, "name": in.Name}
	if err != nil {
		s.emitCall(c, request, nil, err)
		return unitOutput{}, err
	}
	s.emitCall(c, request, map[string]any{
		"organizationalUnit": map[string]any{"arn": made.Arn, "id": made.Id, "name": made.Name},
	}, nil)
	return unitOutput{made}, nil
}

func (s *Service) newUnit(in createUnitInput) (unit, error) {
	if err := s.parent(in.ParentId); err != nil {
		return unit{}, err
	}
	if in.Name == "" || len(in.Name) > 128 {
		return unit{}, invalidInput("INVALID_PATTERN", "You specified an invalid value for Name.")
	}
	for _, sibling := range s.children(in.ParentId, "ou-") {
		if sibling.name == in.Name {
			return unit{}, kernel.Fail("DuplicateOrganizationalUnitException", "An OU with the same name already exists.")
		}
	}
	id := "ou-" + RootID[2:] + "-" + s.k.ID("organizational unit")[:8]
	s.AddOU(id, in.ParentId, in.Name)
	for _, tag := range in.Tags {
		s.Tag(id, tag.Key, tag.Value)
	}
	return unit{id, s.arn("ou", id), in.Name}, nil
}

package event

// decodeRegionSetting reads a Region Setting State Change: which resource types
// an account has just switched on or off for AWS Backup in one Region.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html
func decodeRegionSetting(e envelope) (Event, error) {
	d := e.object.object("detail")
	change := OptInChange{Origin: e.Origin, OptIn: d.switches("ResourceTypeOptInPreference")}
	if err := d.wrong(); err != nil {
		return nil, err
	}
	if len(change.OptIn) == 0 {
		return ignore(e, "the Region setting changed, but no resource type's opt-in"), nil
	}
	return change, nil
}

package event

// decodeBackupTrail reads what CloudTrail says AWS Backup did by itself. Of all of it only a
// refused ProcessBackupPlanSelection matters: it is the one sign that a plan
// made no job, for AWS Backup itself sends no event then.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/troubleshooting.html
func decodeBackupTrail(e envelope) (Event, error) {
	d := e.object.object("detail")
	name, code := d.text("eventName"), d.text("errorCode")
	refused := SelectionRefused{
		Origin:    e.Origin,
		PlanARN:   d.object("serviceEventDetails").text("backupPlanArn"),
		ErrorCode: code,
		Message:   unquote(d.text("errorMessage")),
	}
	if err := d.wrong(); err != nil {
		return nil, err
	}
	switch {
	case name == "":
		return nil, d.missing("eventName")
	case name != "ProcessBackupPlanSelection":
		return ignore(e, "farvault does not act on AWS Backup's %s", name), nil
	case code == "" && refused.Message == "":
		return ignore(e, "the plan's resources were selected"), nil
	}
	return refused, nil
}

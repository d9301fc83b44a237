package job

import (
	"slices"

	"farvault/simulator/backup/place"
	"farvault/simulator/kernel"
)

// unstoppable are the types whose backups cannot be stopped.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_StopBackupJob.html
var unstoppable = []string{"Aurora", "DocumentDB", "FSx", "Neptune", "SAP HANA on Amazon EC2", "RDS"}

// stopBackup aborts a job that has not ended; it is ABORTED a minute later (assumed).
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_StopBackupJob.html
func (s *Jobs) stopBackup(c *kernel.Call, in struct{ BackupJobId string }) (struct{}, error) {
	if err := s.k.Authorize(c, kernel.Access{Action: "backup:StopBackupJob"}); err != nil {
		return struct{}{}, err
	}
	p := place.Of(c)
	at := slices.IndexFunc(s.backups, func(b *Backup) bool { return b.ID == in.BackupJobId && b.Place == p })
	if at < 0 {
		return struct{}{}, notFound("Cannot find backup job %s", in.BackupJobId)
	}
	b := s.backups[at]
	switch {
	case b.State != Created && b.State != Running:
		return struct{}{}, kernel.Fail("InvalidRequestException", "Backup job %s is %s and cannot be stopped", b.ID, b.State)
	case slices.Contains(unstoppable, b.Type.Name):
		return struct{}{}, kernel.Fail("InvalidRequestException", "Stopping a backup job of %s is not supported", b.Type.Name)
	}
	b.State = Aborting
	s.k.Clock.After(startDelay, func() { s.end(b, Aborted, "Backup job was stopped by user.") })
	return struct{}{}, nil
}

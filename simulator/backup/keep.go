package backup

import "io"

// Keep and Digest are those of the vaults; what jobs, plans and settings are stays as it comes.
func (s *Service) Keep() (restore func()) { return s.vaults.Keep() }

// Digest is of the vaults of one account.
func (s *Service) Digest(w io.Writer, account string) { s.vaults.Digest(w, account) }

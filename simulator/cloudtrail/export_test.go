package cloudtrail

// Remembered is how many records the history of an account and Region holds.
func (s *Service) Remembered(account, region string) int {
	return len(s.history[where{account, region}])
}

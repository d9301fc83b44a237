package ledger

// MostOfAnItem is what a DynamoDB item holds.
const MostOfAnItem = largestItem

// LargestItem is the size of the largest body in a ledger in memory.
func LargestItem(l *Ledger) (most int) {
	for _, it := range l.store.(*memory).items {
		most = max(most, len(it.body))
	}
	return most
}

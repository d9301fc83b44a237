package cloud

// Sending and WithMap let tests send what the SDK does not know.
var (
	Sending = sending
	WithMap = withMap
)

// Command farvault runs the same code as the Lambda functions at a terminal,
// against AWS or against the simulator that is built in.
package main

import (
	"context"
	"os"
	"os/signal"

	"farvault/shared/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(cli.Run(ctx, os.Args[1:], cli.Standard(os.Getenv)))
}

package cloud

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/service/backup"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Some calls of AWS Backup replace all that they write, with whatever they leave out. The SDK drops the members of an
// answer that are newer than itself, so that what farvault sends back would lose them. Answers are therefore kept as
// they came, and what they held beside farvault's own is put into the request as it leaves.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateBackupPlan.html

// keeping stores the body of the answer as AWS sent it.
func keeping(body *[]byte) func(*backup.Options) {
	keep := func(
		ctx context.Context,
		in middleware.DeserializeInput,
		next middleware.DeserializeHandler,
	) (middleware.DeserializeOutput, middleware.Metadata, error) {
		out, metadata, err := next.HandleDeserialize(ctx, in)
		response, is := out.RawResponse.(*smithyhttp.Response)
		if err != nil || !is || response.Body == nil {
			return out, metadata, err
		}
		text, err := io.ReadAll(response.Body)
		_ = response.Body.Close() // it was read whole, or the error says why not
		response.Body, *body = io.NopCloser(bytes.NewReader(text)), text
		return out, metadata, err
	}
	return option(func(stack *middleware.Stack) error {
		return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("KeepAnswer", keep), middleware.After)
	})
}

// sending puts what rewrite makes of it in the place of the request's body.
func sending(rewrite func(body []byte) ([]byte, error)) func(*backup.Options) {
	replace := func(
		ctx context.Context,
		in middleware.BuildInput,
		next middleware.BuildHandler,
	) (middleware.BuildOutput, middleware.Metadata, error) {
		request, is := in.Request.(*smithyhttp.Request)
		if !is {
			return middleware.BuildOutput{}, middleware.Metadata{}, fmt.Errorf("a request of type %T", in.Request)
		}
		body, err := io.ReadAll(request.GetStream())
		if err == nil {
			body, err = rewrite(body)
		}
		if err == nil {
			request, err = request.SetStream(bytes.NewReader(body))
		}
		if err != nil {
			return middleware.BuildOutput{}, middleware.Metadata{}, err
		}
		in.Request = request
		return next.HandleBuild(ctx, in)
	}
	return option(func(stack *middleware.Stack) error {
		return stack.Build.Add(middleware.BuildMiddlewareFunc("CarryOver", replace), middleware.Before)
	})
}

func option(change func(*middleware.Stack) error) func(*backup.Options) {
	return func(o *backup.Options) { o.APIOptions = append(o.APIOptions, change) }
}

// Publishes completion events, each from a file, to the stack's queue or bus.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"math/rand"
	"os"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	bus "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	queue "github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"
)

const help = `usage: producer [--bus] FILE...

Publishes completion events, one from each file, to the stack's queue, or with --bus to its bus.
It retries what was not accepted. Publishing twice is harmless: run it again after a failure.

environment:
  COMPLETION_QUEUE_URL  the stack's output CompletionQueueUrl
  COMPLETION_BUS        with --bus: the stack's output CompletionBusName
  EVENT_SOURCE          with --bus: the stack's output EventSource
Region, credentials and endpoints (AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL, ...) are read by the
SDK. Exit code 0: all published; 1: some not; 2: wrong usage.
`

const (
	attempts    = 5
	mostEntries = 10        // of a request of SQS and of EventBridge
	mostBytes   = 1_000_000 // below 1 MiB, because members other than the event count too
)

// event is stored, and never made again for a retry. Its text may hold a token: it is not logged.
type event struct{ file, text string }

// publish sends at most ten events. It returns why an event was not accepted, by its position.
type publish func(ctx context.Context, events []event) (map[int]string, error)

func toQueue(settings aws.Config) publish {
	client, url := sqs.NewFromConfig(settings), variable("COMPLETION_QUEUE_URL")
	return func(ctx context.Context, events []event) (map[int]string, error) {
		request := &sqs.SendMessageBatchInput{QueueUrl: &url}
		for i, it := range events {
			request.Entries = append(request.Entries, queue.SendMessageBatchRequestEntry{
				Id: aws.String(strconv.Itoa(i)), MessageBody: aws.String(it.text)})
		}
		answer, err := client.SendMessageBatch(ctx, request)
		if err != nil {
			return nil, err
		}
		failed := map[int]string{}
		for _, it := range answer.Failed {
			i, _ := strconv.Atoi(aws.ToString(it.Id))
			failed[i] = aws.ToString(it.Code)
		}
		return failed, nil
	}
}

func toBus(settings aws.Config) publish {
	client := eventbridge.NewFromConfig(settings)
	name, source := variable("COMPLETION_BUS"), variable("EVENT_SOURCE")
	return func(ctx context.Context, events []event) (map[int]string, error) {
		request := &eventbridge.PutEventsInput{}
		for _, it := range events {
			request.Entries = append(request.Entries, bus.PutEventsRequestEntry{
				EventBusName: &name, Source: &source,
				DetailType: aws.String("Job Completion"), Detail: aws.String(it.text)})
		}
		answer, err := client.PutEvents(ctx, request)
		if err != nil {
			return nil, err
		}
		failed := map[int]string{} // the request succeeds even if its entries failed
		for i, it := range answer.Entries {
			if it.ErrorCode != nil {
				failed[i] = *it.ErrorCode
			}
		}
		return failed, nil
	}
}

// publishAll returns the events that were not accepted.
func publishAll(ctx context.Context, send publish, left []event) []event {
	for attempt := 1; attempt <= attempts && len(left) > 0; attempt++ {
		if attempt > 1 {
			limit := 250 * time.Millisecond << attempt
			time.Sleep(limit/2 + time.Duration(rand.Int63n(int64(limit/2))))
		}
		var failed []event
		for _, request := range requests(left) {
			reasons, err := send(ctx, request)
			for i, it := range request {
				if err != nil { // perhaps it was accepted, and only the answer was lost
					log.Printf("%s: not known to be accepted: %s", it.file, reason(err))
					failed = append(failed, it)
				} else if code, isFailed := reasons[i]; isFailed {
					log.Printf("%s: not accepted: %s", it.file, code)
					failed = append(failed, it)
				}
			}
		}
		left = failed
	}
	return left
}

func requests(events []event) (all [][]event) {
	bytes := 0
	for _, it := range events {
		last := len(all) - 1
		if last < 0 || len(all[last]) == mostEntries || bytes+len(it.text) > mostBytes {
			all, bytes, last = append(all, nil), 0, last+1
		}
		all[last] = append(all[last], it)
		bytes += len(it.text)
	}
	return all
}

func reason(err error) string {
	var service smithy.APIError
	if errors.As(err, &service) {
		return service.ErrorCode()
	}
	return err.Error()
}

func read(file string) event {
	text, err := os.ReadFile(file)
	if err != nil {
		fail("cannot read %s", file)
	}
	if !json.Valid(text) {
		fail("%s is no JSON", file)
	}
	return event{file, string(text)}
}

func variable(name string) string {
	if os.Getenv(name) == "" {
		fail("%s is not set", name)
	}
	return os.Getenv(name)
}

func fail(format string, values ...any) {
	fmt.Fprintf(os.Stderr, format+", see --help\n", values...)
	os.Exit(2)
}

func main() {
	flag.Usage = func() { fmt.Print(help) }
	viaBus := flag.Bool("bus", false, "")
	flag.Parse()
	if flag.NArg() == 0 {
		fail("no file is given")
	}
	var events []event
	for _, it := range flag.Args() {
		events = append(events, read(it))
	}
	ctx := context.Background()
	settings, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		fail("%s", err)
	}
	target := toQueue
	if *viaBus {
		target = toBus
	}
	left := publishAll(ctx, target(settings), events)
	fmt.Printf("%d of %d published\n", len(events)-len(left), len(events))
	for _, it := range left {
		log.Printf("%s: NOT PUBLISHED", it.file)
	}
	if len(left) > 0 {
		os.Exit(1)
	}
}

package io.github.jobreporter.local.queue;

import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Props;
import org.elasticmq.DeadLettersQueueData;
import org.elasticmq.QueueData;
import org.elasticmq.actor.QueueManagerActor;
import org.elasticmq.actor.QueueManagerActorStorage.ActorWithQueueData;
import org.elasticmq.actor.queue.InternalMessage;
import org.elasticmq.actor.queue.MessageQueue;
import org.elasticmq.actor.queue.QueueActor;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import org.elasticmq.util.NowProvider;
import scala.Option;
import scala.reflect.ClassTag;

/**
 * Makes ElasticMQ's queues. Their tasks that move messages leave those that are delayed or in
 * flight, as a receive does. ElasticMQ's own tasks would take these, too.
 */
@SuppressWarnings("unchecked") // what Java sees of Scala's types
final class QueueManager extends QueueManagerActor {

    private QueueManager(InstantSource clock) {
        super(new Now(clock), SQSRestServerBuilder.sqsLimits(), Option.empty());
    }

    /**
     * @param clock the time by which messages are sent, hidden and delayed
     */
    static Props props(InstantSource clock) {
        return Props.create(QueueManager.class, () -> new QueueManager(clock));
    }

    /** Java cannot say the type that Scala gives it. */
    @Override
    @SuppressWarnings("rawtypes")
    public ClassTag ev() {
        return super.ev();
    }

    @Override
    public ActorRef createQueueActor(
            NowProvider now, QueueData queue, Option<ActorRef> eventListener) {
        Option<ActorRef> deadLetterQueue =
                queue.deadLettersQueue()
                        .map(DeadLettersQueueData::name)
                        .flatMap(it -> queues().get(it))
                        .map(ActorWithQueueData::actorRef);
        return context()
                .actorOf(
                        Props.create(
                                QueueActor.class,
                                () -> {
                                    var actor =
                                            new QueueActor(
                                                    now,
                                                    queue,
                                                    deadLetterQueue,
                                                    Option.empty(),
                                                    Option.empty(),
                                                    eventListener);
                                    actor.messageQueue_$eq(new Messages(now));
                                    return actor;
                                }));
    }

    private static final class Now extends NowProvider {

        private final InstantSource clock;

        Now(InstantSource clock) {
            this.clock = clock;
        }

        @Override
        public long nowMillis() {
            return clock.millis();
        }

        @Override
        public OffsetDateTime now() {
            return clock.instant().atOffset(ZoneOffset.UTC);
        }
    }

    /** A task takes messages by {@code pop}. */
    private static final class Messages extends MessageQueue.SimpleMessageQueue {

        private final NowProvider now;

        Messages(NowProvider now) {
            this.now = now;
        }

        @Override
        public Option<InternalMessage> pop() {
            var visible = dequeue(1, now.nowMillis()).headOption();
            visible.foreach(
                    it -> {
                        remove(it.id());
                        return null;
                    });
            return visible;
        }
    }
}

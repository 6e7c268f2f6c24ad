package io.github.jobreporter.local.queue;

import java.time.Duration;
import java.util.function.Supplier;
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
import scala.Function1;
import scala.Option;
import scala.collection.Iterable;
import scala.collection.immutable.List;
import scala.reflect.ClassTag;

/**
 * Makes ElasticMQ's queues. When the control clock is moved ahead, their messages become visible
 * earlier. They keep the machine's clock, because ElasticMQ asks it in several places. Their tasks
 * that move messages leave those that are delayed or in flight, as a receive does. ElasticMQ's own
 * tasks would take these, too.
 */
@SuppressWarnings("unchecked") // what Java sees of Scala's types
final class QueueManager extends QueueManagerActor {

    private final Supplier<Duration> ahead;

    private QueueManager(Supplier<Duration> ahead) {
        super(new NowProvider(), SQSRestServerBuilder.sqsLimits(), Option.empty());
        this.ahead = ahead;
    }

    /**
     * How to make one.
     *
     * @param ahead how far the control clock is ahead
     */
    static Props props(Supplier<Duration> ahead) {
        return Props.create(QueueManager.class, () -> new QueueManager(ahead));
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
                                    actor.messageQueue_$eq(new Messages(now, ahead, ahead.get()));
                                    return actor;
                                }));
    }

    /**
     * A task takes messages by {@code pop}. Each operation looks at the control clock once, because
     * it may move at any time.
     */
    private static final class Messages extends MessageQueue.SimpleMessageQueue {

        private final NowProvider now;
        private final Supplier<Duration> ahead;
        private Duration followed;
        private boolean isDequeuing;

        Messages(NowProvider now, Supplier<Duration> ahead, Duration followed) {
            this.now = now;
            this.ahead = ahead;
            this.followed = followed;
        }

        private void followTheClock() {
            var advance = ahead.get().minus(followed);
            if (advance.isPositive()) {
                followed = followed.plus(advance);
                var messages = super.all().toList();
                clear();
                messages.foreach(
                        it -> {
                            keep(it, advance.negated());
                            return null;
                        });
            }
        }

        private void keep(InternalMessage message, Duration later) {
            message.nextDelivery_$eq(message.nextDelivery() + later.toMillis());
            super.$plus$eq(message);
        }

        /**
         * Does not follow the clock: messages that were dequeued and not added again would be held
         * twice. The time that is not followed yet does not count for the message.
         */
        @Override
        public void $plus$eq(InternalMessage message) {
            keep(message, ahead.get().minus(followed));
        }

        /** Also a step of ElasticMQ's {@code dequeue}. */
        @Override
        public Option<InternalMessage> getById(String id) {
            if (!isDequeuing) {
                followTheClock();
            }
            return super.getById(id);
        }

        @Override
        public Iterable<InternalMessage> all() {
            followTheClock();
            return super.all();
        }

        @Override
        public List<InternalMessage> dequeue(int count, long deliveryTime) {
            followTheClock();
            isDequeuing = true;
            try {
                return super.dequeue(count, deliveryTime);
            } finally {
                isDequeuing = false;
            }
        }

        /** ElasticMQ goes on with the result when a visibility timeout becomes shorter. */
        @Override
        public MessageQueue filterNot(Function1<InternalMessage, Object> isUnwanted) {
            var others = new Messages(now, ahead, followed);
            super.all()
                    .foreach(
                            it -> {
                                if (!Boolean.TRUE.equals(isUnwanted.apply(it))) {
                                    others.keep(it, Duration.ZERO);
                                }
                                return null;
                            });
            return others;
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

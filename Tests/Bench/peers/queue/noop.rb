# A Sidekiq job that does nothing, and its producers: ruby noop.rb produce COUNT PRODUCERS | ruby noop.rb pace RATE COUNT
#
# QUEUE_REDIS is Redis' socket and QUEUE_NAME the queue. In QUEUE_FOLDER the worker appends, for each job it starts, the
# seconds since the producer was about to send it (one double each). A thread of its own writes them out, 200 times a second: a
# write inside the job would hand Ruby's one lock to another thread each time. The producers print one line of JSON: when they
# began, on the clock that nobody sets, and the processor time of their sending.
require "json"
require "sidekiq"

Sidekiq.logger.level = Logger::WARN
Redis.sadd_returns_boolean = false # else a warning for each job
[:configure_server, :configure_client].each do |configure|
  Sidekiq.public_send(configure) { |config| config.redis = { path: ENV.fetch("QUEUE_REDIS") } }
end

def now = Process.clock_gettime(Process::CLOCK_MONOTONIC)
def used = Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID)

class Noop
  include Sidekiq::Worker
  sidekiq_options queue: ENV.fetch("QUEUE_NAME")
  WAITS = Queue.new

  def perform(sent)
    WAITS << now - sent
  end
end

Sidekiq.configure_server do
  Thread.new do
    File.open("#{ENV.fetch("QUEUE_FOLDER")}/#{Process.pid}.waits", "ab") do |file|
      loop do
        sleep 0.005
        waits = Array.new(Noop::WAITS.size) { Noop::WAITS.pop }
        file.syswrite(waits.pack("d*")) unless waits.empty?
      end
    end
  end
end

# A process each, as web servers have them; they begin together, connected.
def produce(count, producers)
  ready, tell = IO.pipe
  wait, go = IO.pipe
  children = Array.new(producers) do |number|
    fork do
      go.close
      Sidekiq.redis(&:ping)
      tell.syswrite(".")
      wait.read
      before = used
      number.step(count - 1, producers) { Noop.perform_async(now) }
      tell.syswrite([used - before].pack("d"))
    end
  end
  producers.times { ready.readpartial(1) }
  began = now
  wait.close
  go.close
  children.each { |child| Process.wait(child); abort "a producer failed" unless $?.success? }
  puts JSON.generate(began: began, cpu: ready.readpartial(8 * producers).unpack("d*").sum)
end

def pace(rate, count)
  Sidekiq.redis(&:ping)
  before, began = used, now
  count.times do |number|
    left = began + number.fdiv(rate) - now
    sleep left if left.positive?
    Noop.perform_async(now)
  end
  puts JSON.generate(began: began, cpu: used - before)
end

case ARGV.first
when "produce" then produce(*ARGV.drop(1).map(&:to_i))
when "pace" then pace(*ARGV.drop(1).map(&:to_i))
end unless Sidekiq.server?

// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
private import Glibc
import Logging
private import MonitorConfiguration
private import ServerAccess
private import ServiceFiles
import ServiceLifecycle
import Systemd
private import UnixSignals

/// The daemon, from the start of the process to its end.
package enum Daemon {
    /// How long all services together may take to end, before they are cancelled.
    private static let shutdownLimit = Duration.seconds(3)
    /// How long events may take that wait for their reader, as long as it reads.
    private static let drainLimit = Duration.seconds(3)
    /// How long the last entries may take to be written.
    private static let flushLimit = Duration.seconds(1)

    /// The version, as semver.org describes it.
    package static var version: String { ProgramVersion.text }

    /// Runs until a signal asks it to end.
    ///
    /// - Returns: The exit code of the process.
    package static func run(_ options: DaemonOptions) async -> Int32 {
        // A reader of standard output that has gone must not end the process.
        signal(SIGPIPE, SIG_IGN)
        WallTime.readTimeZone()
        let environment = ProcessEnvironment.variables
        let launch = LaunchContext(environment: environment)
        let identity = ProgramIdentity.ofThisMachine()
        let tokens = SystemTokenSource(credentials: Credentials(environment: environment))
        let reader = SystemConfigurationReader(
            source: options.source,
            tokens: tokens,
            factory: HTTPPlexServerFactory(
                identity: ClientIdentity(
                    clientIdentifier: identity.clientIdentifier, product: ProgramIdentity.syslogIdentifier,
                    version: ProgramVersion.text, deviceName: Self.hostName())),
            letsRulesAct: launch.isService || options.enforces || options.checksOnly
        )
        if options.checksOnly { return await ConfigurationCheck.run(reader).rawValue }

        let output = DaemonOutput(options.output, environment: environment)
        output.bootstrapLogging()
        // Before anything slow: from here on no signal ends the process by accident.
        let signals = await UnixSignalsSequence(trapping: .sighup, .sigterm, .sigint)
        let status: ExitStatus
        do throws(StateLock.Failure) {
            try Self.lock(launch, options)
            status = await Self.run(
                options, launch: launch, reader: reader, tokens: tokens, identity: identity, output: output,
                signals: signals, environment: environment)
        } catch {
            Logger(label: DaemonOutput.label).error("\(error.explanation)")
            status = .unavailable
        }
        await output.events.flush(upTo: Self.flushLimit)
        return status.rawValue
    }

    /// Locks the state for as long as the process lives.
    ///
    /// - Throws: Only where another daemon holds the lock; without a lock at all, the daemon still runs.
    private static func lock(_ launch: LaunchContext, _ options: DaemonOptions) throws(StateLock.Failure) {
        do throws(StateLock.Failure) {
            if let directory = launch.stateDirectory {
                _ = try StateLock(directory: directory)
            } else if options.enforces {
                // Rules act here and in the service: only one of both may run.
                _ = try StateLock(foreignDirectory: LaunchContext.serviceStateDirectory)
            }
        } catch {
            if case .taken = error { throw error }
            guard launch.stateDirectory != nil else { return }
            Logger(label: DaemonOutput.label).warning("\(error.explanation)")
        }
    }

    /// Reads the configuration and serves it.
    private static func run(
        _ options: DaemonOptions,
        launch: LaunchContext,
        reader: any ConfigurationSourceReader,
        tokens: any TokenSource,
        identity: ProgramIdentity,
        output: DaemonOutput,
        signals: UnixSignalsSequence,
        environment: [String: String]
    ) async -> ExitStatus {
        do throws(ConfigurationRejection) {
            let configuration = try reader.load()
            return await Self.serve(
                configuration, options: options, launch: launch, reader: reader, tokens: tokens, identity: identity,
                output: output, signals: signals, environment: environment)
        } catch {
            for (place, event) in error.events(generation: 0, limit: 50).enumerated() {
                output.events.write(event.identified(by: "\(identity.startID)-\(place + 1)"))
            }
            SystemdServiceManager(environment: environment).notify([.status("no configuration that can be used")])
            return .configuration
        }
    }

    /// Wires everything together and runs it.
    private static func serve(
        _ configuration: LoadedConfiguration,
        options: DaemonOptions,
        launch: LaunchContext,
        reader: any ConfigurationSourceReader,
        tokens: any TokenSource,
        identity: ProgramIdentity,
        output: DaemonOutput,
        signals: UnixSignalsSequence,
        environment: [String: String]
    ) async -> ExitStatus {
        let clock = BootClock()
        let logger = Logger(label: DaemonOutput.label)
        let manager = SystemdServiceManager(environment: environment)
        let mailbox = Mailbox()
        let health = HealthRegistry(clock: AwakeClock())
        let storage = Self.storage(launch, identity, logger: logger)

        let pollers = PollerSupervisor(
            tokens: tokens, mailbox: mailbox, health: health, clock: clock, generator: SystemRandomNumberGenerator(),
            logger: logger)
        let requests = RequestSender(mailbox: mailbox) { pollers[$0] }
        let keeper = StateKeeper(
            storage: storage, events: output.events, mailbox: mailbox, health: health, logger: logger,
            send: { requests.send($0) })
        let pauseFile = launch.runtimeDirectory.map(PauseFile.init(directory:))
        let saved: StateReading
        do throws(NewerState) {
            saved = try storage.load()
        } catch {
            logger.critical("\(error)")
            manager.notify([.status("the state is of a newer version")])
            return .configuration
        }
        let pause = Self.pause(saved, file: pauseFile, logger: logger)
        let operatorFiles = OperatorWatcher(
            file: pauseFile, requests: launch.runtimeDirectory.map(ManualRequestFile.init(directory:)),
            known: try? pauseFile?.read(at: WallTime.now), mailbox: mailbox, health: health, logger: logger,
            clock: clock)
        let status = StatusWriter(directory: launch.runtimeDirectory, health: health, logger: logger)
        let timer = DeadlineTimer(mailbox: mailbox, health: health, clock: clock)
        let watchdog = Watchdog(manager: manager, mailbox: mailbox, health: health, clock: clock, logger: logger)
        let recorder = options.recording.map { Recorder(path: $0, bootID: identity.bootID, logger: logger) }
        let stop = StopRequest()
        let listener = SignalService(
            signals: signals, reader: reader, mailbox: mailbox, manager: manager, stop: stop,
            exitAtOnce: { _exit(ExitStatus.software.rawValue) })
        let loop = MonitorLoop(
            start: .init(
                configuration: configuration, saved: saved, pause: pause, identity: identity, pid: getpid()),
            dependencies: .init(
                mailbox: mailbox, pollers: pollers, keeper: keeper, status: status, timer: timer,
                manager: manager, logger: logger, recorder: recorder, time: { WallTime.now }),
            clock: clock
        )

        // In the order of dependence. They end in reverse: the loop still handles the last messages of the others, and
        // signals are handled until the end.
        let services: [any Service] = [
            listener, loop, keeper, status, requests, timer, operatorFiles, watchdog, pollers,
        ]
        var group = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) } + [
                .init(service: stop, successTerminationBehavior: .gracefullyShutdownGroup)
            ],
            logger: Logger(label: "service-group"))
        group.maximumGracefulShutdownDuration = Self.shutdownLimit
        do {
            try await ServiceGroup(configuration: group).run()
            await keeper.drain(upTo: Self.drainLimit)
            await output.events.flush(upTo: Self.flushLimit)
            await keeper.settle(upTo: Self.flushLimit)
            await recorder?.flush(upTo: Self.flushLimit)
            return .success
        } catch {
            logger.critical("the daemon ends, because one of its services failed: \(error)")
            return .software
        }
    }

    /// The pause to begin with: that of the file, or else the saved one; then its file is written again.
    private static func pause(_ saved: StateReading, file: PauseFile?, logger: Logger) -> Pause {
        guard let file else { return .none }
        let time = WallTime.now
        let asked: Pause
        do throws(FileError) {
            asked = try file.read(at: time)
        } catch {
            logger.error("\(error); rules stop nothing until it can be seen whether they are paused")
            return .untilLifted
        }
        guard asked == .none, let pause = saved.state?.pause, !pause.isOver(at: time) else {
            return asked
        }
        do {
            try file.write(pause)
        } catch {
            // The pause stays in force: a file that cannot be written is no reason to act.
            logger.error(
                "the pause stays in force, but its file cannot be written: \(error); create and remove it to resume")
        }
        return pause
    }

    private static func storage(
        _ launch: LaunchContext, _ identity: ProgramIdentity, logger: Logger
    ) -> any StateStorage {
        guard let directory = launch.stateDirectory else {
            logger.notice(
                "STATE_DIRECTORY is not set, so a restart forgets everything; the service sets it, a shell does not")
            return NoStateStorage()
        }
        return FileStateStorage(directory: directory, bootID: identity.bootID, start: identity.startID)
    }

    private static func hostName() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&buffer, buffer.count - 1) == 0 else { return "" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

package import Foundation

/// The machine's clock as one command sees it, which the test may set: a library that stands before the C library adds the seconds that are in
/// a file.
package struct MovableClock: Sendable {
    private let library: URL
    private let offset: URL

    /// - Parameter folder: where the library is built, with the compiler that comes with Swift.
    /// - Throws: where it cannot be built.
    package init(in folder: URL) async throws {
        let source = folder.appendingPathComponent("clock.c")
        library = folder.appendingPathComponent("clock.so")
        offset = folder.appendingPathComponent("clock.offset")
        try Data(Self.source.utf8).write(to: source)
        try set(ahead: 0)
        let compiler = Process()
        compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        compiler.arguments = ["clang", "-shared", "-fPIC", "-o", library.path, source.path]
        try compiler.run()
        compiler.waitUntilExit()
        guard compiler.terminationStatus == 0 else { throw CocoaError(.executableNotLoadable) }
    }

    /// What the command needs in its environment.
    package var environment: [String: String] { ["LD_PRELOAD": library.path, "CLOCK_OFFSET": offset.path] }

    /// Sets the clock at once, so many seconds ahead of the true one.
    package func set(ahead seconds: Int) throws {
        try Data("\(seconds)\n".utf8).write(to: offset, options: .atomic)
    }

    private static let source = """
        #define _GNU_SOURCE
        #include <stdio.h>
        #include <stdlib.h>
        #include <sys/syscall.h>
        #include <sys/time.h>
        #include <time.h>
        #include <unistd.h>

        static long ahead(void) {
            const char *path = getenv("CLOCK_OFFSET");
            FILE *file = path ? fopen(path, "r") : NULL;
            long seconds = 0;
            if (file) {
                if (fscanf(file, "%ld", &seconds) != 1) seconds = 0;
                fclose(file);
            }
            return seconds;
        }

        int clock_gettime(clockid_t clock, struct timespec *now) {
            int status = syscall(SYS_clock_gettime, clock, now);
            if (status == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += ahead();
            return status;
        }

        int gettimeofday(struct timeval *restrict now, void *restrict zone) {
            struct timespec precise;
            int status = clock_gettime(CLOCK_REALTIME, &precise);
            *now = (struct timeval){precise.tv_sec, precise.tv_nsec / 1000};
            return status;
        }

        time_t time(time_t *now) {
            struct timespec precise;
            clock_gettime(CLOCK_REALTIME, &precise);
            if (now) *now = precise.tv_sec;
            return precise.tv_sec;
        }
        """
}

using System.Diagnostics;

namespace TaskGraph.Sdk.Tests.Jobserver;

/// <summary>
/// A workspace with jobs that count how many of them run at the same time, and programs that run them: a client of the jobserver, as ninja 1.13 and cargo are, and a server, as GNU make is. Its PATH has
/// what these need and no more, so that no make of the machine has a say.
/// </summary>
internal sealed class CountingWorkspace : IDisposable
{
    // A job stays until as many run as are expected, and then long enough for one more to come in.
    private const string Job = """
        import fcntl, os, sys, time
        FOLDER = os.path.dirname(os.path.abspath(__file__))

        def change(by):
            with open(FOLDER + "/count", "a+") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                file.seek(0)
                now, most, ended = [int(n) for n in (file.read() or "0 0 0").split()]
                now += by
                most = max(most, now)
                ended += by < 0
                file.truncate(0)
                file.write(f"{now} {most} {ended}")
                return most

        def run():
            change(+1)
            deadline = time.monotonic() + 20
            while change(0) < int(os.environ["EXPECTED"]) and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(0.05)
            change(-1)

        if __name__ == "__main__":
            run()
        """;

    private const string Client = """
        import os, re, select, sys, threading
        from job import run

        fifo = re.findall(r"--jobserver-auth=fifo:(\S+)", os.environ.get("MAKEFLAGS", ""))
        pipe = os.open(fifo[-1], os.O_RDWR | os.O_NONBLOCK) if fifo else None
        implicit = threading.Lock()

        def job():
            if pipe is None:
                return run()
            while True:
                if implicit.acquire(blocking=False):
                    try:
                        return run()
                    finally:
                        implicit.release()
                try:
                    token = os.read(pipe, 1)
                except BlockingIOError:
                    select.select([pipe], [], [], 0.02)
                    continue
                try:
                    return run()
                finally:
                    os.write(pipe, token)

        threads = [threading.Thread(target=job) for _ in range(int(sys.argv[1]))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        """;

    private const string Server = """
        import os, select, shlex, subprocess, sys
        jobs, commands = int(sys.argv[1]), sys.argv[2:]
        path = os.path.abspath("server")
        os.mkfifo(path)
        pipe = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        tokens = bytes(range(65, 65 + jobs - 1))
        os.write(pipe, tokens)
        environment = dict(os.environ, MAKEFLAGS=f" -j{jobs} --jobserver-auth=fifo:{path}")
        own = [os.read(pipe, 1) for _ in commands[1:]]
        running = [subprocess.Popen(shlex.split(command), env=environment) for command in commands]
        codes = [process.wait() for process in running]
        for token in own:
            os.write(pipe, token)
        left = []
        while len(left) < len(tokens) and select.select([pipe], [], [], 10)[0]:
            left.append(os.read(pipe, 1))
        left = b"".join(sorted(left))
        print("codes", *codes)
        print("all tokens are back" if left == tokens else f"left: {left}")
        """;

    private readonly Workspace _workspace = new Workspace().File("job.py", Job).File("client.py", Client).File("server.py", Server);

    public CountingWorkspace()
    {
        Directory.CreateDirectory(Bin);
        foreach (string program in (string[])["sh", "dotnet"])
            Link(program, Find(program)!);
        // What is called python3 may be a script that needs all of PATH to find the program.
        using Process python = Process.Start(new ProcessStartInfo("python3", ["-c", "import sys; print(sys.executable)"]) { RedirectStandardOutput = true })!;
        Link("python3", python.StandardOutput.ReadToEnd().Trim());
    }

    /// <summary>The most jobs that ran at the same time, and how many have ended.</summary>
    public (int Most, int Ended) Counted
    {
        get
        {
            string[] counts = _workspace.Read("count").Split(' ');
            return (int.Parse(counts[1]), int.Parse(counts[2]));
        }
    }

    private string Bin => _workspace.PathOf("bin");

    /// <summary>GNU make from 4.4 on, which is what the variable TASKGRAPH_MAKE names or PATH finds; the test is not run where that is older or none.</summary>
    public void UseMake()
    {
        string? make = Environment.GetEnvironmentVariable("TASKGRAPH_MAKE") is { Length: > 0 } named ? named : Find("make");
        if (make is null || File.ReadAllBytes(make).AsSpan().IndexOf("fifo:"u8) < 0)
            Assert.Inconclusive("There is no GNU make from 4.4 on.");
        Link("make", make!);
    }

    /// <summary>Something that looks like a GNU make before 4.4.</summary>
    public void UseOldMake() => _workspace.File("bin/make", "invalid --jobserver-auth string");

    public void Write(string path, string text) => _workspace.File(path, text);

    /// <summary>A workflow in a folder of its own.</summary>
    public void Workflow(string name, string nodes, string rest = "") => _workspace.Workflow($"{name}/{name}.proj", nodes, rest);

    /// <summary>Builds projects as one build.</summary>
    public DotnetResult Build(string projects, string[] arguments, params (string Name, string Value)[] variables)
    {
        if (!projects.Contains(' ', StringComparison.Ordinal))
            return Run("dotnet", ["build", $"{projects}/{projects}.proj", .. arguments], variables);
        string all = string.Join(';', projects.Split(' ').Select(name => $"{name}/{name}.proj"));
        _workspace.File("all.proj", $"""
            <Project DefaultTargets="Build">
              <Target Name="Build"><MSBuild Projects="{all}" BuildInParallel="true" Targets="Build" /></Target>
              <Target Name="Restore" />
            </Project>
            """);
        return Run("dotnet", ["build", "all.proj", .. arguments], variables);
    }

    /// <summary>Runs a program with the workspace's PATH.</summary>
    public DotnetResult Run(string program, string[] arguments, params (string Name, string Value)[] variables)
    {
        ProcessStartInfo start = DotnetCommand.Prepare(_workspace.Root, PackedSdk.Instance.Packages, arguments);
        start.FileName = Path.Combine(Bin, program);
        start.Environment["PATH"] = Bin;
        start.Environment.Remove("MAKEFLAGS");
        foreach ((string name, string value) in variables)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(3)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end.");
        }

        return new DotnetResult(string.Join(' ', arguments), process.ExitCode, output.Result + errors.Result);
    }

    public void Dispose() => _workspace.Dispose();

    private static string? Find(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private void Link(string name, string target) => File.CreateSymbolicLink(Path.Combine(Bin, name), new FileInfo(target).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? target);
}

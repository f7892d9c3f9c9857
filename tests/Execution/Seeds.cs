namespace TaskGraph.Execution.Tests;

/// <summary>Runs a test for many seeds: as many as an environment variable says, or the one that TASKGRAPH_SEED names.</summary>
internal static class Seeds
{
    /// <summary>Runs each seed from 0 on; the first that fails is named, so that it can be run alone.</summary>
    public static void Each(string variable, int everyday, Action<int> run)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("TASKGRAPH_SEED"), out int only))
        {
            run(only);
            return;
        }

        int count = int.TryParse(Environment.GetEnvironmentVariable(variable), out int asked) ? asked : everyday;
        for (int seed = 0; seed < count; seed++)
        {
            try
            {
                run(seed);
            }
            catch (Exception e)
            {
                Assert.Fail($"Seed {seed} (TASKGRAPH_SEED={seed} runs it alone): {e.Message}");
            }
        }
    }
}

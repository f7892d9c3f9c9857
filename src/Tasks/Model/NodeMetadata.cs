namespace TaskGraph.Model;

/// <summary>The metadata that a node can have, by MSBuild's rule for their names: case does not matter.</summary>
public enum NodeMetadata
{
    /// <summary>No metadata of ours.</summary>
    Unknown,
#pragma warning disable CS1591 // Each name is the metadata's own; docs/reference.md says what it means.
    Command,
    Script,
    Function,
    Workflow,
    Arguments,
    Parameters,
    WorkingDirectory,
    EnvironmentVariables,
    FingerprintEnvironment,
    DependsOn,
    RunAfter,
    Inputs,
    Outputs,
    DepFile,
    UpToDateCheck,
    Cpus,
    Resources,
    Priority,
    ForEach,
    ForEachIn,
    ContinueOnError,
    Timeout,
    Retries,
    RetryDelay,
    RunWhen,
    Backend,
    Diagnostics,
    OutputItemType,
    Tags,
    Description,
    SecretEnvironmentVariables,
    Cacheable,

    // Known, and not supported in this version: an error, not silence.
    Memory,
    TargetFramework,
    References,
#pragma warning restore CS1591
}

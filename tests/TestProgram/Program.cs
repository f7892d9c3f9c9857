using TaskGraph.TestProgram;

return args switch
{
    ["exit", var code] => int.Parse(code),
    ["arguments", .. var rest] => Describe.Arguments(rest),
    ["environment"] => Describe.Environment(),
    ["folder"] => Describe.Folder(),
    ["input"] => Describe.Input(),
    ["starter-host", .. var rest] => StarterHost.Run(rest),
    ["slots-host", var folder, var pipe] => SlotsHost.Run(folder, pipe),
    ["hold-lock", var folder] => HoldLock.Run(folder),
    _ => 64,
};

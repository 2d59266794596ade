"""An SMS agent whose replies arrive at a function on AWS. The URL of the one is an input of the other.

Configure and deploy:

    pulumi config set aws:region us-west-2
    pulumi config set --secret bland:apiKey
    pulumi config set --secret webhookToken "$(openssl rand -hex 16)"
    pulumi config set number +15550001111
    pulumi up
"""

import json

import pulumi
import pulumi_aws as aws
import pulumi_bland as bland

config = pulumi.Config()
token = config.require_secret("webhookToken")

role = aws.iam.Role(
    "replies",
    assume_role_policy=json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
            ],
        }
    ),
)
aws.iam.RolePolicyAttachment(
    "replies", role=role.name, policy_arn=aws.iam.ManagedPolicy.AWS_LAMBDA_BASIC_EXECUTION_ROLE
)

function = aws.lambda_.Function(
    "replies",
    role=role.arn,
    runtime=aws.lambda_.Runtime.PYTHON3D12,
    handler="replies.receive",
    code=pulumi.FileArchive("handler"),
    environment={"variables": {"TOKEN": token}},
)

api = aws.apigatewayv2.Api("replies", protocol_type="HTTP", target=function.arn)

aws.lambda_.Permission(
    "replies",
    function=function.name,
    action="lambda:InvokeFunction",
    principal="apigateway.amazonaws.com",
    source_arn=pulumi.Output.concat(api.execution_arn, "/*/*"),
)

# The token makes the whole URL a secret: no preview, log or state shows it.
support = bland.SmsNumberConfig(
    "support",
    phone_number=config.require("number"),
    objective="Find out what the customer needs and when to call back.",
    webhook=pulumi.Output.concat(api.api_endpoint, "/?token=", token),
    time_out=600,
)

pulumi.export("function", function.name)
